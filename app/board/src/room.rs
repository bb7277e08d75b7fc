//! The server side without sockets.
