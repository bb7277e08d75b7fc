//! Pictures by link: of the board, a frame or a selection, and read back.

use squall_board::fixture::{add_arrow, add_note, frame, frame_id, note, note_id};
use squall_board::{BoardCommand, BoardId, Clip, FrameKind, NoteKind, Point};

use crate::common::{TestServer, request};

async fn server_with_a_board() -> (TestServer, BoardId) {
    let server = TestServer::start().await;
    let board = server.create_board().await;
    let mut ann = server.join(board).await;
    ann.ask(BoardCommand::RetitleBoard { title: "Orders".to_owned() }).await;
    for (at, (text, kind)) in
        [("Place order", NoteKind::Command), ("Order placed", NoteKind::DomainEvent)]
            .into_iter()
            .enumerate()
    {
        let mut note = note(text, kind);
        note.centre = Point::new(at as f64 * 300.0, 0.0);
        ann.ask(add_note(note)).await;
    }
    let mut far = note("Far away", NoteKind::Policy);
    far.centre = Point::new(5_000.0, 0.0);
    ann.ask(add_note(far)).await;
    ann.ask(add_arrow("Place order", "Order placed")).await;
    let mut sales = frame("Sales", FrameKind::BoundedContext);
    (sales.centre.x, sales.size.width) = (150.0, 800.0);
    ann.ask(BoardCommand::AddItems { notes: vec![], arrows: vec![], frames: vec![sales] }).await;
    (server, board)
}

#[tokio::test]
async fn a_picture_comes_in_three_formats_with_its_name() {
    let (server, board) = server_with_a_board().await;
    for (kind, media_type, magic) in [
        ("svg", "image/svg+xml", &b"<svg xmlns="[..]),
        ("png", "image/png", b"\x89PNG\r\n\x1a\n"),
        ("pdf", "application/pdf", b"%PDF-1."),
    ] {
        let path = format!("/api/boards/{board}/export.{kind}");
        let picture = server.get(&path).await;
        assert_eq!(picture.status, 200, "{kind}");
        assert_eq!(picture.header("content-type"), Some(media_type));
        let inline = format!("inline; filename=\"orders-6.{kind}\"");
        assert_eq!(picture.header("content-disposition"), Some(inline.as_str()));
        assert!(picture.body.starts_with(magic), "{kind}");
        assert!(picture.header("content-security-policy").unwrap().contains("font-src data:"));
        let link = board.to_string();
        let found = picture.body.windows(link.len()).any(|part| part == link.as_bytes());
        assert!(!found, "the board's link is in the {kind}");
        let saved = server.get(&format!("{path}?download=1")).await;
        assert!(saved.header("content-disposition").unwrap().starts_with("attachment"));
    }
}

#[tokio::test]
async fn a_picture_shows_what_was_chosen() {
    let (server, board) = server_with_a_board().await;
    let path = format!("/api/boards/{board}/export.svg");
    let (sales, far, placed) = (frame_id("Sales"), note_id("Far away"), note_id("Order placed"));
    let whole = server.get(&path).await.text().to_owned();
    let dark = server.get(&format!("{path}?theme=dark")).await.text().to_owned();
    let in_frame = server.get(&format!("{path}?frame={sales}")).await.text().to_owned();
    let chosen = server.get(&format!("{path}?items={far},{placed}")).await.text().to_owned();
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let body = format!("items={far}%2C{placed}");
    let posted = request(server.address, "POST", &path, &form, body.as_bytes()).await;
    assert_eq!(posted.text(), chosen);
    let shows = |svg: &str| {
        [">Place<", ">Place order<", ">Far away<", ">Sales<"].map(|text| svg.contains(text))
    };
    assert_eq!(shows(&whole), [false, true, true, true]);
    assert_eq!(shows(&in_frame), [false, true, false, true]);
    assert_eq!(shows(&chosen), [false, false, true, false]);
    assert!(whole.contains("#f6f3ec") && !whole.contains("#1d1e22") && dark.contains("#1d1e22"));
    let sizes = ["1", "2", "3"].map(|scale| {
        let path = format!("/api/boards/{board}/export.png?items={far}&scale={scale}");
        let server = &server;
        async move {
            let png = server.get(&path).await;
            assert_eq!(png.header("squall-scale"), Some(format!("{scale}.000").as_str()));
            u32::from_be_bytes(png.body[16..20].try_into().unwrap())
        }
    });
    let [one, two, three] = sizes;
    let one = one.await;
    assert_eq!((two.await, three.await), (2 * one, 3 * one));
}

#[tokio::test]
async fn a_choice_that_there_is_not_is_told() {
    let (server, board) = server_with_a_board().await;
    let gone = "00000000000000000000000000000007";
    for (query, status, code) in [
        ("theme=blue".to_owned(), 400, "unknownChoice"),
        ("scale=4".to_owned(), 400, "unknownChoice"),
        ("scale=x".to_owned(), 400, "unknownChoice"),
        ("items=1,2".to_owned(), 400, "unknownChoice"),
        (format!("frame={gone}&items={gone}"), 400, "unknownChoice"),
        (format!("frame={gone}"), 422, "nothingToShow"),
    ] {
        let answer = server.get(&format!("/api/boards/{board}/export.png?{query}")).await;
        assert_eq!(answer.status, status, "{query}");
        assert_eq!(answer.json()["code"], code, "{query}");
    }
    let empty = server.create_board().await;
    let answer = server.get(&format!("/api/boards/{empty}/export.svg")).await;
    assert_eq!((answer.status, &answer.json()["code"]), (422, &"nothingToShow".into()));
}

#[tokio::test]
async fn an_exported_picture_is_read_back() {
    let (server, board) = server_with_a_board().await;
    let svg = server.get(&format!("/api/boards/{board}/export.svg")).await.body;
    let read = request(server.address, "POST", "/api/import/picture", &[], &svg).await;
    assert_eq!(read.status, 200);
    let read = read.json();
    assert_eq!((&read["title"], &read["arrows"]), (&"Orders".into(), &1.into()));
    assert_eq!(read["counts"][0]["label"], "Domain event");
    let clip = Clip::from_text(read["clip"].as_str().unwrap()).unwrap();
    assert_eq!((clip.notes.len(), clip.arrows.len(), clip.frames.len()), (3, 1, 1));
}

#[tokio::test]
async fn a_picture_that_carries_nothing_is_told() {
    let server = TestServer::start().await;
    for (body, code) in [
        (&b"\xff\xfe"[..], "noPicture"),
        (b"Order placed", "noPicture"),
        (b"<svg xmlns=\"http://www.w3.org/2000/svg\"><rect/></svg>", "pictureWithoutNotes"),
        (b"<svg><metadata data-squall=\"items\">{}</metadata></svg>", "pictureUnreadable"),
    ] {
        let answer = request(server.address, "POST", "/api/import/picture", &[], body).await;
        assert_eq!((answer.status, &answer.json()["code"]), (400, &code.into()));
        assert!(answer.json()["message"].as_str().unwrap().ends_with("Nothing was imported."));
    }
}
