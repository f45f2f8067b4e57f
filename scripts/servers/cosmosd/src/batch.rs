//! The SDK's bulk: a batch whose operations stand alone, with results in the order of the input.
use serde_json::{json, Value};

use crate::{
    message::{encode, Answer, Call},
    Server,
};

pub async fn run(server: &Server, call: &Call, operations: &Value) -> Answer {
    let mut results = Vec::new();
    for operation in operations.as_array().into_iter().flatten() {
        let answer = server.execute(&single(call, operation)).await;
        let resource = answer.json();
        let mut result = json!({ "statusCode": answer.status, "requestCharge": 1.0 });
        if answer.status < 300 {
            result["eTag"] = resource["_etag"].clone();
            result["resourceBody"] = resource;
        }
        results.push(result);
    }
    let succeeded = results.iter().all(|result| result["statusCode"].as_u64() < Some(300));
    Answer::of(if succeeded { 200 } else { 207 }, &json!(results))
}

fn single(call: &Call, operation: &Value) -> Call {
    let kind = operation["operationType"].as_str().unwrap_or_default();
    let path = format!("{}/{}", call.path, encode(operation["id"].as_str().unwrap_or_default()));
    let (method, path) = match kind {
        "Create" | "Upsert" => ("POST", call.path.clone()),
        "Replace" => ("PUT", path),
        "Patch" => ("PATCH", path),
        "Delete" => ("DELETE", path),
        _ => ("GET", path),
    };
    let key = &operation["partitionKey"];
    let key = key.as_str().map_or_else(|| key.to_string(), str::to_string);
    let mut headers = vec![("x-ms-documentdb-partitionkey", key.as_str())];
    if kind == "Upsert" {
        headers.push(("x-ms-documentdb-is-upsert", "true"));
    }
    for (name, field) in [("if-match", "ifMatch"), ("if-none-match", "ifNoneMatch")] {
        if let Some(value) = operation[field].as_str() {
            headers.push((name, value));
        }
    }
    Call::new(method, &path, &headers, &operation["resourceBody"])
}
