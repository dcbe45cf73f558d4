//! Commands on an instance, with and without a server that runs.

use super::child::{Process, run, said};

#[tokio::test(flavor = "multi_thread")]
async fn backup_export_and_check_work_beside_a_server_and_without_one() {
    let parent = tempfile::tempdir().unwrap();
    let data = parent.path().join("data");
    let server = Process::serve(&data);
    let guest = server.client.post(format!("{}/api/v1/session", server.url)).json(&serde_json::json!({}));
    let guest: serde_json::Value = guest.send().await.unwrap().json().await.unwrap();
    let place = |name: &str| parent.path().join(name).display().to_string();
    for arguments in [&["backup", &place("served")][..], &["export", &place("served.tar")], &["check"]] {
        let done = run(&data, arguments);
        assert!(done.status.success(), "{arguments:?}: {}", said(&done));
    }
    let not_empty = run(&data, &["backup", &place("served")]);
    assert_eq!((not_empty.status.code(), said(&not_empty).contains("is not empty")), (Some(1), true));
    let busy = run(&data, &["import", &place("served.tar")]);
    assert_eq!((busy.status.code(), said(&busy).contains("in use by process")), (Some(1), true));
    assert!(server.stop().success());

    for arguments in [&["backup", &place("still")][..], &["export", &place("still.tar")], &["check"]] {
        let done = run(&data, arguments);
        assert!(done.status.success(), "{arguments:?}: {}", said(&done));
    }
    let imported = parent.path().join("imported");
    let done = run(&imported, &["import", &place("still.tar")]);
    assert!(done.status.success(), "{}", said(&done));
    for copy in [parent.path().join("served"), parent.path().join("still"), imported] {
        let server = Process::serve(&copy);
        let token = guest["token"].as_str().unwrap();
        let me = server.client.get(format!("{}/api/v1/me", server.url)).bearer_auth(token).send();
        let me: serde_json::Value = me.await.unwrap().json().await.unwrap();
        assert_eq!(me["id"], guest["person"]["id"]);
        assert!(server.stop().success());
    }
}
