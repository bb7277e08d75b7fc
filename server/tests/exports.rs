//! Exports by link: kept, and the same bytes for the same board each time.

use squall_board::fixture::{add_arrow, add_note, note};
use squall_board::{BoardCommand, BoardId, NoteKind};
use squall_server::export_board;
use squall_store::SqliteStore;

use crate::common::{TestServer, request};

async fn server_with_a_board() -> (TestServer, BoardId) {
    let server = TestServer::start().await;
    let board = server.create_board().await;
    let mut ann = server.join(board).await;
    ann.ask(BoardCommand::RetitleBoard { title: "Order \"process\"\u{e4}/1".to_owned() }).await;
    ann.ask(add_note(note("Place order", NoteKind::Command))).await;
    ann.ask(add_note(note("Order placed", NoteKind::DomainEvent))).await;
    ann.ask(add_arrow("Place order", "Order placed")).await;
    (server, board)
}

#[tokio::test]
async fn an_export_is_kept_under_a_link() {
    let (server, board) = server_with_a_board().await;
    for (format, media_type) in
        [("json", "application/json"), ("mermaid", "text/vnd.mermaid"), ("report", "text/markdown")]
    {
        let path = format!("/api/boards/{board}/exports?format={format}");
        let made = request(server.address, "POST", &path, &[], b"").await;
        assert_eq!(made.status, 201);
        let made = made.json();
        assert_eq!((&made["format"], &made["seq"]), (&format.into(), &4.into()));
        let link = made["url"].as_str().unwrap();
        let content = server.get(link).await;
        assert!(content.header("content-type").unwrap().starts_with(media_type));
        assert_eq!(made["bytes"], content.body.len());
        let name = made["fileName"].as_str().unwrap();
        assert!(name.starts_with("order-process-1-4."), "{name}");
        let inline = format!("inline; filename=\"{name}\"");
        assert_eq!(content.header("content-disposition"), Some(inline.as_str()));
        let saved = server.get(&format!("{link}?download=1")).await;
        let attached = format!("attachment; filename=\"{name}\"");
        assert_eq!(saved.header("content-disposition"), Some(attached.as_str()));
    }
    let listed = server.get(&format!("/api/boards/{board}/exports")).await.json();
    assert_eq!(listed.as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn an_export_has_the_same_bytes_now_after_a_restart_and_from_the_command_line() {
    let (mut server, board) = server_with_a_board().await;
    let paths = ["json", "mmd", "md"].map(|kind| format!("/api/boards/{board}/export.{kind}"));
    let mut before = Vec::new();
    for path in &paths {
        let first = server.get(path).await.body;
        assert_eq!(server.get(path).await.body, first, "{path}");
        before.push(first);
    }
    let model = server.get(&format!("/api/boards/{board}/model")).await.body;
    assert_eq!(model, before[0]);
    let store = SqliteStore::open_read_only(&server.database()).await.unwrap();
    let exported = export_board(&store, board, squall_model::Format::Mermaid).await.unwrap();
    assert_eq!(exported.as_bytes(), before[1]);
    server.stop().await;
    server.start_again().await;
    for (path, before) in paths.iter().zip(&before) {
        assert_eq!(&server.get(path).await.body, before, "{path}");
    }
    let listed = server.get(&format!("/api/boards/{board}/exports")).await.json();
    assert_eq!(listed.as_array().unwrap().len(), 3, "equal exports are kept once");
}

#[tokio::test]
async fn an_export_of_another_board_or_format_is_not_there() {
    let (server, board) = server_with_a_board().await;
    let path = format!("/api/boards/{board}/exports?format=json");
    let made = request(server.address, "POST", &path, &[], b"").await.json();
    let other = server.create_board().await;
    let stolen = format!("/api/boards/{other}/exports/{}", made["id"]);
    assert_eq!(server.get(&stolen).await.json()["code"], "unknownExport");
    for query in ["?format=pdf", ""] {
        let path = format!("/api/boards/{board}/exports{query}");
        let refused = request(server.address, "POST", &path, &[], b"").await;
        assert_eq!(refused.json()["code"], "unknownFormat");
    }
}
