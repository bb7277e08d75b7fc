//! Answers in the language of whoever asks.

use crate::common::{TestServer, request};

const GERMAN: (&str, &str) = ("Accept-Language", "de-CH, en;q=0.5");

#[tokio::test]
async fn pages_and_errors_are_in_the_language_that_is_asked_for() {
    let server = TestServer::start().await;
    let get = async |path: &'static str, headers: &[(&str, &str)]| {
        request(server.address, "GET", path, headers, b"").await
    };
    let home = get("/", &[GERMAN]).await;
    assert!(home.text().contains("<html lang=\"de\">") && home.text().contains("Neue Wand"));
    let chosen = get("/", &[GERMAN, ("Cookie", "language=en")]).await;
    assert!(chosen.text().contains("<html lang=\"en\">") && chosen.text().contains("New board"));

    for (path, german) in [
        ("/boards/none", "Unter diesem Link gibt es keine Wand"),
        ("/nowhere", "Diese Seite gibt es nicht"),
        ("/api/nowhere", "Diese Seite gibt es nicht. Von der Startseite aus geht es weiter."),
    ] {
        let (english, answer) = (get(path, &[]).await, get(path, &[GERMAN]).await);
        assert_eq!((english.status, answer.status), (404, 404), "{path}");
        assert!(answer.text().contains(german) && !english.text().contains(german), "{path}");
        assert_eq!(answer.header("content-type"), english.header("content-type"), "{path}");
    }
    assert_eq!(get("/api/nowhere", &[GERMAN]).await.json()["code"], "unknownPath");
}

#[tokio::test]
async fn a_language_is_remembered_for_those_who_chose_it_here() {
    let server = TestServer::start().await;
    let choose = async |code: &str, origin: &str| {
        let path = format!("/language?to={code}");
        request(server.address, "POST", &path, &[("Origin", origin)], b"").await
    };
    let own = format!("http://{}", server.address);
    let answer = choose("de", &own).await;
    assert_eq!((answer.status, answer.header("location")), (303, Some("/")));
    assert!(answer.header("set-cookie").unwrap().starts_with("language=de;"));
    for (code, origin) in [("xx", own.as_str()), ("de", "http://elsewhere.example")] {
        let answer = choose(code, origin).await;
        assert!(answer.status >= 400 && answer.header("set-cookie").is_none(), "{code} {origin}");
    }
}

#[tokio::test]
async fn a_page_names_its_table_of_texts_which_never_changes_under_its_address() {
    let server = TestServer::start().await;
    let board = server.create_board().await;
    let path = format!("/boards/{board}");
    let page = request(server.address, "GET", &path, &[GERMAN], b"").await;
    let address = page.text().split("data-texts=\"").nth(1).and_then(|it| it.split('"').next());
    let address = address.expect("a German page names its table");
    let table = server.get(address).await;
    assert_eq!(table.status, 200);
    assert_eq!(table.header("cache-control"), Some("public, max-age=31536000, immutable"));
    assert!(table.text().contains("Rückgängig"));
    let other = server.get("/texts/de.0000000000000000.txt").await;
    assert_eq!((other.status, other.header("cache-control")), (404, Some("no-cache")));
    let english = server.get(&path).await;
    assert!(!english.text().contains("data-texts"), "the module holds them");
}
