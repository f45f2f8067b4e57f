//! Expiry, which the emulator has not: a document is gone at its second, and not at a sweep.
use std::{
    collections::HashMap,
    time::{SystemTime, UNIX_EPOCH},
};

use serde_json::{json, Value};

use crate::{
    message::{encode, Call},
    Server,
};

/// When documents were written, by the clock that `/_clock` puts forward.
#[derive(Default)]
pub struct Clock {
    ahead_milliseconds: u64,
    written: HashMap<String, u64>,
}

impl Clock {
    pub fn advance(&mut self, milliseconds: u64) {
        self.ahead_milliseconds += milliseconds;
    }

    fn seconds(&self) -> u64 {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("it is after 1970").as_millis() as u64;
        (now + self.ahead_milliseconds) / 1000
    }

    /// Deletes what has expired in a container, and notes when the rest was written. It is called before and after each
    /// request, one at a time, so that what it has not seen was written just now.
    pub async fn sweep(&mut self, server: &Server, container: &str, default_ttl: i64, keys: &[String]) {
        let now = self.seconds();
        let feed = Call::new("GET", &format!("{container}/docs"), &[("x-ms-max-item-count", "-1")], &Value::Null);
        let feed = server.execute(&feed).await.json();
        for document in feed["Documents"].as_array().into_iter().flatten() {
            let etag = document["_etag"].as_str().unwrap_or_default().to_string();
            let written = *self.written.entry(etag.clone()).or_insert(now);
            let ttl = document["ttl"].as_i64().unwrap_or(default_ttl);
            if ttl <= 0 || written + ttl as u64 > now {
                continue;
            }
            self.written.remove(&etag);
            let key: Vec<Value> = keys.iter().map(|key| value_at(document, key)).collect();
            let path = format!("{container}/docs/{}", encode(document["id"].as_str().unwrap_or_default()));
            let key = json!(key).to_string();
            server.execute(&Call::new("DELETE", &path, &[("x-ms-documentdb-partitionkey", &key)], &Value::Null)).await;
        }
    }
}

/// The value of a partition key; `{}` stands for a missing one.
fn value_at(document: &Value, path: &str) -> Value {
    let mut fields = path.trim_matches('/').split('/');
    fields.try_fold(document, |value, field| value.get(field)).cloned().unwrap_or(json!({}))
}
