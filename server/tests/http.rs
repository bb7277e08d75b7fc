//! Pages, files and the interface over HTTP.

use squall_board::fixture::{add_note, note};
use squall_board::{Agenda, BoardCommand, NoteKind, Snapshot};

use crate::common::{TestServer, connect_with, request};

#[tokio::test]
async fn every_answer_carries_the_headers_that_protect_it() {
    let server = TestServer::start().await;
    let board = server.create_board().await;
    for path in ["/", &format!("/boards/{board}"), "/boot.js", "/nowhere", "/health"] {
        let answer = server.get(path).await;
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.contains("frame-ancestors 'none'"), "{path}");
        assert!(answer.header("referrer-policy").is_some(), "{path}");
    }
    let page = server.get(&format!("/boards/{board}")).await;
    assert_eq!(page.header("cache-control"), Some("no-store"));
    assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
    assert_eq!(server.get("/boot.js").await.header("cache-control"), Some("no-cache"));
}

#[tokio::test]
async fn pages_hold_no_inline_script() {
    let server = TestServer::start().await;
    let board = server.create_board().await;
    for path in ["/", &format!("/boards/{board}"), "/nowhere"] {
        let page = server.get(path).await;
        assert!(page.text().to_ascii_lowercase().starts_with("<!doctype html>"), "{path}");
        for script in page.text().split("<script").skip(1) {
            let tag = script.split('>').next().unwrap();
            assert!(tag.contains("src="), "{path}: an inline script: {script}");
        }
    }
}

/// P1.2
#[tokio::test]
async fn a_board_that_is_not_there_is_told_in_words() {
    let server = TestServer::start().await;
    for path in ["/boards/123", "/boards/00000000000000000000000000000007", "/boards/%00"] {
        let page = server.get(path).await;
        assert_eq!(page.status, 404, "{path}");
        assert!(page.text().contains("whole link"), "{path}");
    }
    for path in
        ["snapshot", "model", "exports", "exports/1", "export.json", "export.mmd", "export.md"]
    {
        let path = format!("/api/boards/00000000000000000000000000000007/{path}");
        let answer = server.get(&path).await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.json()["code"].as_str().unwrap().starts_with("unknown"), "{path}");
    }
    assert_eq!(server.get("/api/nothing").await.json()["code"], "unknownPath");
}

#[tokio::test]
async fn a_form_makes_a_board_and_leads_to_it() {
    let server = TestServer::start().await;
    let own = [("Sec-Fetch-Site", "same-origin"), ("Origin", "null")];
    let made = request(server.address, "POST", "/boards", &own, b"").await;
    assert_eq!(made.status, 303);
    assert_eq!(server.get(made.header("location").unwrap()).await.status, 200);
}

#[tokio::test]
async fn the_example_is_a_board_with_notes() {
    let server = TestServer::start().await;
    let json = [("Accept", "application/json")];
    let made = request(server.address, "POST", "/boards/example", &json, b"").await;
    assert_eq!(made.status, 201);
    let board = made.json()["board"].as_str().unwrap().to_owned();
    let snapshot = server.get(&format!("/api/boards/{board}/snapshot")).await;
    let snapshot = Snapshot::from_bytes(&snapshot.body).unwrap();
    assert!(snapshot.notes.len() > 10);
    let mut ann = server.join(board.parse().unwrap()).await;
    ann.ask(add_note(note("new", NoteKind::DomainEvent))).await;
    assert_eq!(ann.board.notes().len(), snapshot.notes.len() + 1);
}

/// P1.5
#[tokio::test]
async fn every_listed_example_becomes_a_board_of_its_name() {
    let server = TestServer::start().await;
    let json = [("Accept", "application/json")];
    let home = server.get("/").await;
    let examples = server.get("/api/examples").await.json();
    let examples = examples.as_array().unwrap();
    assert_eq!(examples.len(), 4);
    for example in examples {
        let key = example["key"].as_str().unwrap();
        let path = format!("/boards/example?of={key}");
        assert!(home.text().contains(&format!("action=\"{path}\"")), "{key} is on the home page");
        let made = request(server.address, "POST", &path, &json, b"").await;
        assert_eq!(made.status, 201, "{key}");
        let path = format!("/api/boards/{}/model", made.json()["board"].as_str().unwrap());
        assert_eq!(server.get(&path).await.json()["title"], example["name"], "{key}");
        assert!(example["guide"].as_str().unwrap().contains("## During"), "{key}");
    }
    let made = request(server.address, "POST", "/boards/example", &json, b"").await;
    let path = format!("/api/boards/{}/model", made.json()["board"].as_str().unwrap());
    assert_eq!(server.get(&path).await.json()["title"], "Subscription box");
}

/// P1.5
#[tokio::test]
async fn an_example_that_is_not_there_is_told_in_words() {
    let server = TestServer::start().await;
    let path = "/boards/example?of=nothing";
    let json = [("Accept", "application/json")];
    let refused = request(server.address, "POST", path, &json, b"").await;
    assert_eq!((refused.status, &refused.json()["code"]), (404, &"unknownExample".into()));
    let page = request(server.address, "POST", path, &[], b"").await;
    assert_eq!(page.status, 404);
    assert!(page.text().contains("There is no such example"));
}

/// P1.5
#[tokio::test]
async fn a_listed_agenda_can_be_set_on_a_board() {
    let server = TestServer::start().await;
    let listed = server.get("/api/agendas").await;
    assert_eq!(server.get("/api/agendas").await.body, listed.body, "the same each time");
    let listed = listed.json();
    let design = listed.as_array().unwrap().iter().find(|it| it["key"] == "design").unwrap();
    assert_eq!(design["agenda"]["phases"].as_array().unwrap().len(), 8);
    let agenda: Agenda = serde_json::from_value(design["agenda"].clone()).unwrap();
    let mut ann = server.join(server.create_board().await).await;
    ann.ask(BoardCommand::SetAgenda { agenda: Some(agenda.clone()) }).await;
    assert_eq!(ann.board.session().agenda, Some(agenda));
}

/// P1.4
#[tokio::test]
async fn other_sites_can_neither_make_boards_nor_open_sockets() {
    let server = TestServer::start().await;
    let board = server.create_board().await.to_string();
    for foreign in [
        &[("Origin", "https://evil.example")][..],
        &[("Origin", "null")],
        &[("Sec-Fetch-Site", "cross-site"), ("Origin", "https://evil.example")],
    ] {
        let refused = request(server.address, "POST", "/boards", foreign, b"").await;
        assert_eq!(refused.status, 403, "{foreign:?}");
        let exports = format!("/api/boards/{board}/exports?format=json");
        let refused = request(server.address, "POST", &exports, foreign, b"").await;
        assert_eq!(refused.json()["code"], "otherOrigin", "{foreign:?}");
    }
    let own = format!("http://{}", server.address);
    for (origin, welcome) in [
        ("https://evil.example", false),
        ("null", false),
        ("https://allowed.example", true),
        (own.as_str(), true),
    ] {
        let socket = connect_with(server.address, &board, Some(origin), None).await;
        assert_eq!(socket.is_ok(), welcome, "{origin}");
    }
}

/// P1.1, P1.2
#[tokio::test]
async fn a_snapshot_is_sent_once_and_compressed() {
    let server = TestServer::start().await;
    let json = [("Accept", "application/json")];
    let made = request(server.address, "POST", "/boards/example", &json, b"").await;
    let path = format!("/api/boards/{}/snapshot", made.json()["board"].as_str().unwrap());
    let plain = server.get(&path).await;
    let tag = plain.header("etag").unwrap();
    let held = request(server.address, "GET", &path, &[("If-None-Match", tag)], b"").await;
    assert_eq!((held.status, held.body.len()), (304, 0));
    for encoding in ["br", "gzip"] {
        let wanted = [("Accept-Encoding", encoding)];
        let packed = request(server.address, "GET", &path, &wanted, b"").await;
        assert_eq!(packed.header("content-encoding"), Some(encoding));
        assert!(packed.body.len() < plain.body.len());
    }
}

#[tokio::test]
async fn a_body_of_ten_megabytes_is_refused_and_the_server_goes_on() {
    let server = TestServer::start().await;
    let board = server.create_board().await;
    let body = vec![b'x'; 10 * 1024 * 1024];
    for path in ["/boards", &format!("/api/boards/{board}/exports?format=json"), "/nowhere"] {
        let headers = [("Origin", "https://evil.example")];
        let answer = request(server.address, "POST", path, &headers, &body).await;
        assert!(answer.status >= 400, "{path}");
    }
    assert_eq!(server.get("/health").await.status, 200);
}

#[tokio::test]
async fn health_tells_of_the_store() {
    let server = TestServer::start().await;
    let health = server.get("/health").await.json();
    assert_eq!((&health["status"], &health["store"]), (&"ok".into(), &"ok".into()));
    assert_eq!(health["version"], env!("CARGO_PKG_VERSION"));
}

#[tokio::test]
async fn files_outside_the_site_cannot_be_had() {
    let server = TestServer::start().await;
    for path in ["/../squall.db", "/%2e%2e/squall.db", "/..%2fsquall.db", "//etc/passwd"] {
        assert_ne!(server.get(path).await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn boards_made_much_faster_than_people_make_them_are_refused() {
    let server = TestServer::start().await;
    let json = [("Accept", "application/json")];
    let foreign = [("Origin", "https://evil.example")];
    let mut made = 0;
    let refused = loop {
        // Other sites do not use up what people may make.
        assert_eq!(request(server.address, "POST", "/boards", &foreign, b"").await.status, 403);
        let answer = request(server.address, "POST", "/boards", &json, b"").await;
        if answer.status != 201 {
            break answer;
        }
        made += 1;
        assert!(made < 1_000, "nothing was refused");
    };
    assert!(made >= 60, "{made}");
    assert_eq!((refused.status, &refused.json()["code"]), (429, &"tooManyBoards".into()));
    let page = request(server.address, "POST", "/boards/example", &[], b"").await;
    assert_eq!(page.status, 429);
    assert!(page.text().contains("Try again in a minute"));
    assert_eq!(server.get("/").await.status, 200);
}
