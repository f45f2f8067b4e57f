//! What the real gateway refuses and the emulator serves: a query over several partitions that needs the merge of the
//! client, and several sort keys without a composite index.
//!
//! Aggregates and GROUP BY still go through in one piece: the emulator's plan has no rewritten query for them.
use serde_json::Value;

use crate::{
    message::{Answer, Call},
    query_text::fields_of,
    Server,
};

/// The composite indexes of one container: lists of a path and whether it is descending.
pub type Composites = Vec<Vec<(String, bool)>>;

pub fn composites(container: &Value) -> Composites {
    let key = |key: &Value| {
        let path = key["path"].as_str().unwrap_or_default().replace('"', "");
        (path, key["order"].as_str() == Some("descending"))
    };
    let indexes = container["indexingPolicy"]["compositeIndexes"].as_array();
    indexes.into_iter().flatten().map(|index| index.as_array().into_iter().flatten().map(key).collect()).collect()
}

/// `c.a.b` as a path of an index: `/a/b`.
fn path_of(expression: &str) -> String {
    fields_of(expression).iter().map(|field| format!("/{field}")).collect()
}

/// The refusal of a query that the real gateway would not serve as it is; undefined for what it would.
pub async fn refuse(server: &Server, call: &Call, planning_body: &Value, indexes: &Composites) -> Option<Answer> {
    let planning = call.is_true("x-ms-cosmos-is-query-plan-request");
    if !planning && !call.is_true("x-ms-documentdb-isquery") {
        return None;
    }
    let mut headers = call.headers.clone();
    if !planning {
        headers.push(("x-ms-cosmos-is-query-plan-request".into(), "True".into()));
    }
    let body = planning_body.to_string().into_bytes();
    let answer = server.execute(&Call { method: "POST".into(), path: call.path.clone(), headers, body }).await;
    if answer.status >= 400 {
        let message = answer.json()["message"].as_str().unwrap_or_default().to_string();
        // Served whole, it would prove nothing.
        let cannot = message.contains("NEEDS_GATEWAY_FALLBACK");
        return Some(if cannot { Answer::error(500, "CannotPlan", &message) } else { answer });
    }
    let plan = answer.json();
    let info = &plan["queryInfo"];
    let list = |name: &str| info[name].as_array().cloned().unwrap_or_default();
    let sort: Vec<(String, bool)> = list("orderByExpressions")
        .iter()
        .zip(list("orderBy").iter())
        .map(|(path, order)| (path_of(path.as_str().unwrap_or_default()), order.as_str() == Some("Descending")))
        .collect();
    if sort.len() > 1 && !indexes.iter().any(|index| serves(index, &sort)) {
        let message = "The order by query does not have a corresponding composite index that it can be served from.";
        return Some(Answer::error(400, "BadRequest", message));
    }
    let grouped = !list("groupByExpressions").is_empty();
    if grouped && !sort.is_empty() {
        return Some(Answer::error(400, "BadRequest", "'ORDER BY' is not supported in presence of GROUP BY"));
    }
    let scopes = ["x-ms-documentdb-partitionkey", "x-ms-documentdb-partitionkeyrangeid", "x-ms-start-epk"];
    let scoped = scopes.iter().any(|name| call.header(name).is_some());
    if planning || scoped || grouped || !list("aggregates").is_empty() {
        return None;
    }
    let merges = !sort.is_empty()
        || ["offset", "limit", "top"].iter().any(|name| !info[*name].is_null())
        || info["distinctType"].as_str().is_some_and(|kind| kind != "None");
    merges.then(|| {
        // The words that make the SDK take the plan.
        let message = "Cross partition query only supports 'VALUE <AggregateFunc>' for aggregates.";
        let mut answer = Answer::error(400, "BadRequest", message);
        answer.headers.push(("x-ms-substatus".into(), "1004".into()));
        answer
    })
}

/// An index serves its own order and the exact reverse.
fn serves(index: &[(String, bool)], sort: &[(String, bool)]) -> bool {
    let same_paths = index.len() == sort.len() && index.iter().zip(sort).all(|(one, other)| one.0 == other.0);
    let equal = index.iter().zip(sort).filter(|(one, other)| one.1 == other.1).count();
    same_paths && (equal == 0 || equal == sort.len())
}
