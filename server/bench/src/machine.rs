//! What the figures depend on: cores, load, disk. Reads Linux' `/proc`.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

/// Above this load average other work is in the way.
pub(crate) const LOAD_MAX: f64 = 0.7;
const FSYNCS: usize = 200;

/// Which core serves and which one makes the load.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cores {
    server: usize,
    generator: usize,
}

impl Cores {
    /// The first two cores that this process may use, and puts this thread on the second.
    pub(crate) fn take() -> Result<Self> {
        let allowed = sched_getaffinity(None).context("the cores are unknown")?;
        let mut cores = (0..CpuSet::MAX_CPU).filter(|core| allowed.is_set(*core));
        let (Some(server), Some(generator)) = (cores.next(), cores.next()) else {
            bail!("a server and a generator need two cores");
        };
        let cores = Self { server, generator };
        pin(cores.generator)?;
        Ok(cores)
    }

    /// Does something, such as starting a process, on the server's core.
    pub(crate) fn on_server<T>(self, work: impl FnOnce() -> T) -> Result<T> {
        pin(self.server)?;
        let done = work();
        pin(self.generator)?;
        Ok(done)
    }
}

fn pin(core: usize) -> Result<()> {
    let mut set = CpuSet::new();
    set.set(core);
    sched_setaffinity(None, &set).with_context(|| format!("cannot stay on core {core}"))
}

/// The load average of the last minute.
pub(crate) fn load_average() -> Result<f64> {
    let text = fs::read_to_string("/proc/loadavg").context("the load is unknown")?;
    text.split(' ').next().and_then(|first| first.parse().ok()).context("the load is unknown")
}

/// The name of the processor, and how many cores it has.
pub(crate) fn processor() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = text.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let cores = text.lines().filter(|line| line.starts_with("processor")).count();
    format!("{}, {cores} cores", name.map_or("unknown", |(_, name)| name))
}

/// The version of the kernel, without what whoever built it has added.
pub(crate) fn kernel() -> String {
    let release = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    release.trim().split('-').next().unwrap_or_default().to_owned()
}

/// The middle and the 99th percentile of writing 4 KiB to the disk and waiting for it.
pub(crate) fn fsync(folder: &Path) -> Result<(Duration, Duration)> {
    let mut file = tempfile::tempfile_in(folder).context("the disk cannot be tried")?;
    let mut waits = Vec::with_capacity(FSYNCS);
    for _ in 0..FSYNCS {
        file.write_all(&[7; 4_096])?;
        let start = Instant::now();
        file.sync_data()?;
        waits.push(start.elapsed());
    }
    waits.sort();
    Ok((waits[FSYNCS / 2], waits[FSYNCS * 99 / 100]))
}

/// The processor time that a process has used so far.
pub(crate) fn processor_time(pid: u32) -> Result<Duration> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).context("the server is gone")?;
    // The name in brackets may hold spaces; user and system time are fields 14 and 15.
    let (_, fields) = text.rsplit_once(") ").context("unknown form of stat")?;
    let ticks: u64 = fields.split(' ').skip(11).take(2).filter_map(|f| f.parse::<u64>().ok()).sum();
    Ok(Duration::from_secs_f64(ticks as f64 / rustix::param::clock_ticks_per_second() as f64))
}

/// The resident memory of a process, in bytes.
pub(crate) fn resident_bytes(pid: u32) -> Result<u64> {
    let text = fs::read_to_string(format!("/proc/{pid}/status")).context("the server is gone")?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
    let kib: u64 = line.trim().trim_end_matches(" kB").parse().context("unknown form of VmRSS")?;
    Ok(kib * 1024)
}
