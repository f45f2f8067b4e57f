//! Serves Microsoft's in-memory Cosmos DB emulator (crate `azure_data_cosmos_driver`) over HTTP on 127.0.0.1, and adds
//! what a real gateway does before it: see `gateway.rs`.
//!
//! `cosmosd [port]`; the key is `COSMOS_KEY`. With `COSMOS_DATABASE` there is a database of that name from the start.
//! With `COSMOS_THROTTLE` a container that was made with a throughput answers 429 beyond it. Prints `READY <url>` and
//! ends when its standard input does. `POST /_clock` with a number of milliseconds lets documents expire as if they had
//! passed.
mod authorization;
mod batch;
mod expiry;
mod gateway;
mod message;
mod patch;
mod plan;
mod query_text;

use std::{convert::Infallible, env, sync::Arc};

use azure_core::http::{
    headers::{HeaderName, HeaderValue},
    Method, Request as EmulatorRequest, Url,
};
use azure_data_cosmos_driver::in_memory_emulator::{InMemoryEmulatorHttpClient, VirtualAccountConfig, VirtualRegion};
use http_body_util::{BodyExt, Full};
use hyper::{
    body::{Bytes, Incoming},
    service::service_fn,
    Request, Response,
};
use hyper_util::rt::TokioIo;
use tokio::{io::AsyncReadExt, net::TcpListener, sync::Mutex};

use crate::message::{Answer, Call};

pub struct Server {
    emulator: InMemoryEmulatorHttpClient,
    base: String,
    key: Vec<u8>,
    state: Mutex<gateway::State>,
}

impl Server {
    /// Hands one request to the emulator as it is.
    pub async fn execute(&self, call: &Call) -> Answer {
        let method = match call.method.as_str() {
            "GET" => Method::Get,
            "POST" => Method::Post,
            "PUT" => Method::Put,
            "PATCH" => Method::Patch,
            "DELETE" => Method::Delete,
            other => return Answer::error(405, "MethodNotAllowed", other),
        };
        let Ok(url) = Url::parse(&format!("{}{}", self.base, call.path)) else {
            return Answer::error(400, "BadRequest", "the path is none");
        };
        let mut request = EmulatorRequest::new(url, method);
        for (name, value) in &call.headers {
            let (name, value) = (HeaderName::from(name.clone()), HeaderValue::from(value.clone()));
            request.headers_mut().insert(name, value);
        }
        request.set_body(call.body.clone());
        let answer = match self.emulator.execute_request(&request).await {
            Ok(answer) => answer,
            Err(error) => return Answer::error(500, "Emulator", &error.to_string()),
        };
        let Ok(raw) = answer.try_into_raw_response().await else {
            return Answer::error(500, "Emulator", "the answer has no body");
        };
        let headers = raw
            .headers()
            .iter()
            .map(|(name, value)| (name.as_str().to_string(), value.as_str().to_string()))
            .filter(|(name, _)| name != "content-length" && name != "transfer-encoding")
            .collect();
        let body: &[u8] = raw.body().as_ref();
        Answer { status: u16::from(raw.status()), headers, body: body.to_vec() }
    }

    async fn serve(self: Arc<Self>, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
        let target = request.uri().path_and_query().map_or("/", |target| target.as_str()).to_string();
        let path = if target.len() > 1 { target.trim_end_matches('/').to_string() } else { target };
        let headers = request
            .headers()
            .iter()
            .filter_map(|(name, value)| Some((name.as_str().to_string(), value.to_str().ok()?.to_string())))
            .collect();
        let method = request.method().as_str().to_string();
        let host = request.headers().get("host").and_then(|host| host.to_str().ok()).map(str::to_string);
        let body = request.into_body().collect().await.map(|body| body.to_bytes().to_vec()).unwrap_or_default();
        let is_account = path == "/";
        let mut answer = gateway::answer(&self, Call { method, path, headers, body }).await;
        // The account tells the address under which it was asked, so that a proxy in between stays in between.
        if let (true, Some(host)) = (is_account, host) {
            let told = String::from_utf8_lossy(&answer.body).replace(&self.base, &format!("http://{host}"));
            answer.body = told.into_bytes();
        }
        let mut response = Response::builder().status(answer.status);
        for (name, value) in &answer.headers {
            response = response.header(name, value);
        }
        Ok(response.body(Full::new(Bytes::from(answer.body))).expect("headers of the emulator are headers"))
    }
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let port: u16 = env::args().nth(1).and_then(|port| port.parse().ok()).unwrap_or(0);
    let listener = TcpListener::bind(("127.0.0.1", port)).await.expect("the port is free");
    let base = format!("http://{}", listener.local_addr().expect("a bound socket has an address"));
    let region = VirtualRegion::new("East US", Url::parse(&base).expect("an address is a URL"));
    let account = VirtualAccountConfig::new(vec![region]).expect("one region is an account");
    let account = account.with_throttling_enabled(env::var("COSMOS_THROTTLE").is_ok());
    let server = Arc::new(Server {
        emulator: InMemoryEmulatorHttpClient::new(account),
        base: base.clone(),
        key: authorization::decode_key(&env::var("COSMOS_KEY").expect("COSMOS_KEY is set")),
        state: Mutex::default(),
    });
    if let Ok(database) = env::var("COSMOS_DATABASE") {
        let made = server.execute(&Call::new("POST", "/dbs", &[], &serde_json::json!({ "id": database }))).await;
        assert_eq!(made.status, 201, "the database could not be made");
    }
    println!("READY {base}");
    tokio::spawn(async {
        let mut sink = [0u8; 64];
        while tokio::io::stdin().read(&mut sink).await.is_ok_and(|count| count > 0) {}
        std::process::exit(0)
    });
    loop {
        let Ok((stream, _)) = listener.accept().await else { continue };
        let _ = stream.set_nodelay(true);
        let server = server.clone();
        tokio::spawn(async move {
            let service = service_fn(move |request| server.clone().serve(request));
            let _ = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}
