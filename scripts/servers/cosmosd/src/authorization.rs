//! The key check, which the emulator has not.
use base64::{engine::general_purpose::STANDARD, Engine};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::{
    message::{decode, Call},
    Server,
};

pub fn decode_key(text: &str) -> Vec<u8> {
    STANDARD.decode(text).expect("COSMOS_KEY is base64")
}

/// Whether the request is signed with the key: `type=master&ver=1.0&sig=..` over verb, resource type, resource link, date.
pub fn is_signed(server: &Server, call: &Call) -> bool {
    let sent = decode(call.header("authorization").unwrap_or_default());
    let Some(signature) = sent.strip_prefix("type=master&ver=1.0&sig=") else { return false };
    let path = call.path.split('?').next().unwrap_or_default();
    let parts: Vec<String> = path.split('/').map(decode).filter(|part| !part.is_empty()).collect();
    let (kind, link) = match parts.len() {
        0 => (String::new(), String::new()),
        length if length % 2 == 1 => (parts[length - 1].clone(), parts[..length - 1].join("/")),
        length => (parts[length - 2].clone(), parts.join("/")),
    };
    let date = call.header("x-ms-date").unwrap_or_default().to_lowercase();
    let text = format!("{}\n{}\n{link}\n{date}\n\n", call.method.to_lowercase(), kind.to_lowercase());
    let mut mac = Hmac::<Sha256>::new_from_slice(&server.key).expect("any length will do");
    mac.update(text.as_bytes());
    STANDARD.decode(signature).is_ok_and(|sent| mac.verify_slice(&sent).is_ok())
}
