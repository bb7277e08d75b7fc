//! `squall`: serves boards, exports one, makes and restores backups.

mod cli;

use std::io::{self, Write as _};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use clap::Parser as _;
use squall_model::Format;
use squall_server::{Config, PictureChoice, PictureFormat, Server, Timings, telemetry};
use squall_store::{EventStore as _, SqliteStore};
use tokio::signal::unix::{SignalKind, signal};

use crate::cli::{Cli, Command, Copy, Export, Serve};

fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let done = runtime.context("Squall cannot start its threads.").and_then(|runtime| {
        runtime.block_on(async {
            match cli.command {
                Command::Serve(options) => serve(options).await,
                Command::Export(options) => export(options).await,
                Command::Backup(options) => back_up(options).await,
                Command::Restore(options) => restore(options).await,
            }
        })
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // One sentence; the causes that help are part of it. If nobody reads it, nothing is left
            // to be done.
            let _ = writeln!(io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(options: Serve) -> anyhow::Result<()> {
    telemetry::init(&options.log, options.log_format)?;
    // Before anything is announced: whoever reads the announcement may send a signal at once.
    let mut terminate =
        signal(SignalKind::terminate()).context("Squall cannot wait for signals.")?;
    let mut interrupt =
        signal(SignalKind::interrupt()).context("Squall cannot wait for signals.")?;
    options.data.make_folder()?;
    if !options.site.is_dir() {
        tracing::warn!(site = %options.site.display(), "The folder with the browser's files is not there; build it with `cargo xtask build`.");
    }
    let store = Arc::new(SqliteStore::open(&options.data.file()).await?);
    let config = Config {
        address: options.addr,
        site: options.site,
        allowed_origins: options.allowed_origin,
        timings: Timings::default(),
    };
    let server = match Server::start(config, Arc::clone(&store) as _).await {
        Ok(server) => server,
        Err(error) => {
            store.close().await;
            anyhow::bail!(
                "Squall cannot listen on {}: {error}; choose another address with --addr.",
                options.addr
            );
        }
    };
    announce(server.address());
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    tracing::info!("Stopping.");
    server.stop().await;
    tracing::info!("Stopped.");
    Ok(())
}

/// Tells people, and programs that started this one, where the server is.
fn announce(address: SocketAddr) {
    let mut shown = address;
    if address.ip().is_unspecified() {
        shown.set_ip(IpAddr::V4(Ipv4Addr::LOCALHOST));
    }
    let mut lines = format!("Squall is running: http://{shown}\n");
    if !address.ip().is_loopback() {
        let port = address.port();
        lines.push_str(&format!(
            "Others reach it under this machine's name or address at port {port}. Whoever knows a board's link can edit the board; on the open internet put a proxy with HTTPS in front.\n",
        ));
    }
    // A closed standard output is no reason to stop.
    let _ = io::stdout().write_all(lines.as_bytes()).and_then(|()| io::stdout().flush());
}

async fn back_up(Copy { file, data }: Copy) -> anyhow::Result<()> {
    let bytes = squall_store::back_up(&data.file(), &file).await?;
    say(&format!("All boards are saved in {} ({} KiB).\n", file.display(), bytes.div_ceil(1024)))
}

async fn restore(Copy { file, data }: Copy) -> anyhow::Result<()> {
    data.make_folder()?;
    let bytes = squall_store::restore(&file, &data.file()).await?;
    let (database, kib) = (data.file(), bytes.div_ceil(1024));
    say(&format!("All boards of {} are in {} ({kib} KiB).\n", file.display(), database.display()))
}

async fn export(options: Export) -> anyhow::Result<()> {
    let board = squall_server::board_in_link(&options.board)?;
    let (model, picture) =
        (Format::from_name(&options.format), PictureFormat::from_name(&options.format));
    let store = SqliteStore::open_read_only(&options.data.file()).await?;
    let choice = PictureChoice {
        frame: options.frame,
        items: options.items,
        theme: Some(options.theme),
        scale: Some(options.scale),
        download: None,
    };
    let exported = match (model, picture) {
        (Some(format), _) => {
            let model = squall_server::export_board(&store, board, format).await;
            model.map(|model| (model.into_bytes(), None))
        }
        (None, Some(format)) => squall_server::export_picture(&store, board, format, &choice).await,
        (None, None) => Err(anyhow::anyhow!("The format is unknown.")),
    };
    store.close().await;
    let (exported, scale) = exported?;
    if let Some(scale) = scale.filter(|scale| *scale < f64::from(options.scale)) {
        let asked = options.scale;
        eprintln!(
            "The picture would be too large: it has {scale:.2} pixels for one unit of the board instead of {asked}."
        );
    }
    match options.output {
        Some(file) => std::fs::write(&file, exported)
            .map_err(|error| anyhow::anyhow!("Squall cannot write {}: {error}.", file.display())),
        None => put(&exported),
    }
}

fn say(text: &str) -> anyhow::Result<()> {
    put(text.as_bytes())
}

fn put(bytes: &[u8]) -> anyhow::Result<()> {
    match io::stdout().write_all(bytes) {
        // The reader, such as `head`, has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written.context("Squall cannot write to the standard output."),
    }
}
