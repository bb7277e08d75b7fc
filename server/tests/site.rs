//! The browser's files: sent whole when they have changed, and not at all when they have not.

use std::fs;

use crate::common::{HttpResponse, TestServer, request};

async fn get(server: &TestServer, encoding: &str, held: Option<&str>) -> HttpResponse {
    let mut headers = vec![("Accept-Encoding", encoding)];
    headers.extend(held.map(|tag| ("If-None-Match", tag)));
    request(server.address, "GET", "/pkg/squall.js", &headers, b"").await
}

#[tokio::test]
async fn a_file_that_is_held_is_not_sent_again_until_it_changes() {
    let server = TestServer::start().await;
    let file = server.site().join("pkg/squall.js");
    fs::create_dir(server.site().join("pkg")).unwrap();
    fs::write(&file, "let build = 1").unwrap();
    let first = get(&server, "identity", None).await;
    assert_eq!((first.status, first.text()), (200, "let build = 1"));
    assert_eq!(first.header("last-modified"), None);
    let tag = first.header("etag").unwrap();
    for held in [tag.to_owned(), format!("W/{tag}"), format!("\"other\", {tag}")] {
        let again = get(&server, "identity", Some(&held)).await;
        assert_eq!((again.status, again.body.len()), (304, 0), "{held}");
        assert_eq!(again.header("etag"), Some(tag));
        assert_eq!(again.header("cache-control"), Some("no-cache"));
    }
    // Another build of the same length within the same second.
    let made_at = fs::metadata(&file).unwrap().modified().unwrap();
    fs::write(&file, "let build = 2").unwrap();
    fs::File::options().write(true).open(&file).unwrap().set_modified(made_at).unwrap();
    let second = get(&server, "identity", Some(tag)).await;
    assert_eq!((second.status, second.text()), (200, "let build = 2"));
    assert_ne!(second.header("etag"), Some(tag));
}

#[tokio::test]
async fn each_compressed_copy_has_a_tag_of_its_own() {
    let server = TestServer::start().await;
    let folder = server.site().join("pkg");
    fs::create_dir(&folder).unwrap();
    for (name, content) in [("squall.js", "plain"), ("squall.js.br", "b"), ("squall.js.gz", "g")] {
        fs::write(folder.join(name), content).unwrap();
    }
    let mut tags = Vec::new();
    for (encoding, content) in [("identity", "plain"), ("br", "b"), ("gzip", "g")] {
        let file = get(&server, encoding, None).await;
        assert_eq!((file.status, file.text()), (200, content));
        assert!(file.header("content-type").unwrap().starts_with("text/javascript"));
        assert_eq!(file.header("vary"), Some("accept-encoding"));
        let tag = file.header("etag").unwrap().to_owned();
        assert_eq!(get(&server, encoding, Some(&tag)).await.status, 304);
        tags.push(tag);
    }
    assert_eq!(get(&server, "br", Some(&tags[0])).await.status, 200);
    tags.dedup();
    assert_eq!(tags.len(), 3);
}

#[tokio::test]
async fn a_file_is_never_sent_in_parts_or_by_its_time() {
    let server = TestServer::start().await;
    let conditions =
        [("Range", "bytes=0-1"), ("If-Modified-Since", "Fri, 31 Dec 2100 00:00:00 GMT")];
    for condition in conditions {
        let whole = request(server.address, "GET", "/boot.js", &[condition], b"").await;
        assert_eq!((whole.status, whole.text()), (200, "// boot"), "{condition:?}");
    }
    let head = request(server.address, "HEAD", "/boot.js", &[], b"").await;
    assert_eq!((head.status, head.body.len()), (200, 0));
    for missing in ["/pkg", "/pkg/", "/nowhere.js"] {
        assert_eq!(server.get(missing).await.status, 404, "{missing}");
    }
}
