//! What a real gateway does before the engine sees a request.
use std::collections::HashMap;

use crate::{
    authorization, batch,
    expiry::Clock,
    message::{Answer, Call},
    patch, plan,
    query_text::{translate, Use},
    Server,
};

/// What is kept of the containers, by their paths.
#[derive(Default)]
pub struct State {
    containers: HashMap<String, Container>,
    clock: Clock,
}

struct Container {
    /// Absent where expiry is off; -1 where it is on without a default.
    default_ttl: Option<i64>,
    keys: Vec<String>,
    composites: plan::Composites,
}

impl State {
    async fn sweep(&mut self, server: &Server, path: &str) {
        if let Some(Container { default_ttl: Some(ttl), keys, .. }) = self.containers.get(path) {
            self.clock.sweep(server, path, *ttl, keys).await;
        }
    }
}

pub async fn answer(server: &Server, call: Call) -> Answer {
    // One request at a time: what follows is then atomic.
    let mut state = server.state.lock().await;
    if call.path == "/_clock" {
        let milliseconds = String::from_utf8_lossy(&call.body).trim().parse().unwrap_or(0);
        state.clock.advance(milliseconds);
        return Answer { status: 204, headers: vec![], body: vec![] };
    }
    if !authorization::is_signed(server, &call) {
        return Answer::error(401, "Unauthorized", "The input authorization token can't serve the request.");
    }
    let container = call.container().unwrap_or_default();
    state.sweep(server, &container).await;
    let answer = serve(server, &mut state, call).await;
    state.sweep(server, &container).await;
    answer
}

async fn serve(server: &Server, state: &mut State, mut call: Call) -> Answer {
    let mut body = call.json();
    if let Some(sql) = body["query"].as_str().map(str::to_string) {
        let mut planning = body.clone();
        planning["query"] = translate(&sql, Use::Planning).into();
        body["query"] = translate(&sql, Use::Execution).into();
        let is_plan = call.is_true("x-ms-cosmos-is-query-plan-request");
        call.body = (if is_plan { &planning } else { &body }).to_string().into_bytes();
        if let Some(container) = call.container().and_then(|path| state.containers.get(&path)) {
            if let Some(refusal) = plan::refuse(server, &call, &planning, &container.composites).await {
                return refusal;
            }
        }
    }
    if call.method == "PATCH" {
        if let Some(refusal) = patch::refuse(server, &call, &body).await {
            return refusal;
        }
        call.body = patch::body_of(&body);
    }
    if call.is_true("x-ms-cosmos-is-batch-request") && !call.is_true("x-ms-cosmos-batch-atomic") {
        return batch::run(server, &call, &body).await;
    }
    let answer = server.execute(&call).await;
    if answer.status < 300 {
        note(state, &call, &answer);
    }
    answer
}

/// Keeps what the emulator does not, of a container that was made or changed.
fn note(state: &mut State, call: &Call, answer: &Answer) {
    let parts = call.path.trim_matches('/').split('/').count();
    let path = match (call.method.as_str(), parts) {
        ("POST", 3) if call.path.ends_with("/colls") => {
            format!("{}/{}", call.path, answer.json()["id"].as_str().unwrap_or_default())
        }
        ("PUT", 4) => call.path.clone(),
        ("DELETE", 4) => {
            state.containers.remove(&call.path);
            return;
        }
        _ => return,
    };
    let sent = call.json();
    let paths = sent["partitionKey"]["paths"].as_array();
    let keys = paths.into_iter().flatten().filter_map(|path| path.as_str().map(str::to_string)).collect();
    let container = Container { default_ttl: sent["defaultTtl"].as_i64(), keys, composites: plan::composites(&sent) };
    state.containers.insert(path, container);
}
