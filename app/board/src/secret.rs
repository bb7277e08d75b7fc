//! What a replica proves itself with. Everybody on a board sees the [`ClientId`] of every replica, in the
//! events that it made; whoever could speak under it with high numbers would make its next commands
//! look like repeats. So the id is made from a secret by a function that leads only one way, and the
//! secret is told to nobody but the server, once a socket.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::ClientId;

/// Comes before the secret, so that its hash means nothing elsewhere.
const PREFIX: &[u8] = b"squall client id v1\0";

/// 128 random bits that only one replica and the server know. Never shown, stored by the server or told
/// to others; the debugging form hides it.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClientSecret([u8; 16]);

impl ClientSecret {
    /// The secret with exactly these bits.
    #[must_use]
    pub const fn from_u128(bits: u128) -> Self {
        Self(bits.to_be_bytes())
    }

    /// The replica that this secret proves: the first 16 bytes of the SHA-256 of a fixed prefix and
    /// the secret, with the marks of a UUID of version 8.
    #[must_use]
    pub fn client(self) -> ClientId {
        let hash = Sha256::new().chain_update(PREFIX).chain_update(self.0).finalize();
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash[..16]);
        bytes[6] = bytes[6] & 0x0f | 0x80;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        ClientId::from_bytes(bytes)
    }
}

impl fmt::Debug for ClientSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientSecret(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// P3.2
    #[test]
    fn the_id_of_a_secret_stays_what_it_is() {
        let id = ClientSecret::from_u128(0x0001_0203_0405_0607_0809_0a0b_0c0d_0e0f).client();
        assert_eq!(id.to_string(), "2bf47044d41580699dc9d7606c52e4b8");
        assert_ne!(id, ClientSecret::from_u128(0).client());
    }

    /// P3.9
    #[test]
    fn a_secret_is_not_in_what_is_logged() {
        let secret = ClientSecret::from_u128(0x1234_5678);
        assert_eq!(format!("{secret:?}"), "ClientSecret(hidden)");
    }
}
