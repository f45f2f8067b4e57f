//! Conditions of patches, and the form of body that the JavaScript SDK sends; the emulator has neither.
use serde_json::{json, Value};

use crate::{
    message::{decode, Answer, Call},
    query_text::{translate, Use},
    Server,
};

/// The body that the emulator takes.
pub fn body_of(sent: &Value) -> Vec<u8> {
    let operations = if sent.is_array() { sent } else { &sent["operations"] };
    json!({ "operations": operations }).to_string().into_bytes()
}

/// The refusal of a patch whose condition is not met.
pub async fn refuse(server: &Server, call: &Call, sent: &Value) -> Option<Answer> {
    let condition = translate(sent["condition"].as_str()?, Use::Execution);
    let id = decode(call.path.rsplit('/').next().unwrap_or_default());
    let path = format!("{}/docs", call.container().unwrap_or_default());
    let key = call.header("x-ms-documentdb-partitionkey").unwrap_or("[]");
    // The document is missing before its condition is not met.
    let read =
        server.execute(&Call::new("GET", &call.path, &[("x-ms-documentdb-partitionkey", key)], &Value::Null)).await;
    if read.status == 404 {
        return None;
    }
    let query = json!({ "query": format!("SELECT VALUE c.id {condition}"), "parameters": [] });
    let headers = [("x-ms-documentdb-isquery", "true"), ("x-ms-documentdb-partitionkey", key)];
    let found = server.execute(&Call::new("POST", &path, &headers, &query)).await;
    if found.status >= 300 {
        return Some(found);
    }
    let met = found.json()["Documents"].as_array().is_some_and(|ids| ids.contains(&json!(id)));
    (!met).then(|| Answer::error(412, "PreconditionFailed", "The condition is not met."))
}
