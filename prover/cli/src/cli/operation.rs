//! Arguments of the commands about trust, services, keys and circuits.

use std::net::SocketAddr;
use std::path::PathBuf;

use crate::statements::solvency::args::{AuditorArgs, EntityArgs};
use clap::{Args, Subcommand, ValueEnum};
use covenant_statements::solvency::IdentifierScheme;
use covenant_statements::{Day, Fr, field};

use super::Trace;

/// `trust`.
#[derive(Debug, Subcommand)]
pub(crate) enum Trust {
    /// Write what this home trusts, for others to verify by.
    Export {
        /// Where it goes.
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
        /// The last day on which it is used; else 30 days on.
        #[arg(long, value_name = "D")]
        until: Option<Day>,
    },
    /// Judge by somebody's trust file from now on, instead of by this home's own trust. Roots of parties are those of the registry that the home
    /// follows, if it follows one.
    Import {
        /// What `trust export` wrote.
        file: PathBuf,
        /// SHA-256 of the file, as its maker told it.
        #[arg(long, value_name = "DIGEST")]
        sha256: String,
    },
    /// Print what this home trusts: roots with their days, policies, facilities, pools.
    Show,
    /// Follow a facility's vault: its proofs are taken under these roles and this policy, in this epoch, and not before this state.
    Facility(CustodyArgs),
    /// Follow a pool, likewise.
    Pool(CustodyArgs),
    /// Follow an entity's coverage, in this scope and no other.
    Entity(EntityArgs),
    /// Take an auditor's counts, and know the key that figures are disclosed to.
    Auditor(AuditorArgs),
    /// Follow a facility, a pool or an entity no more, or take no counts of an auditor; or judge by this home's own trust again, and no more by the
    /// file that was imported.
    Forget {
        /// Which of these.
        #[arg(value_name = "facility|pool|entity|auditor|imported")]
        what: Forgotten,
        /// Its name; what was imported has none.
        #[arg(required_if_eq_any([("what", "facility"), ("what", "pool"), ("what", "entity"), ("what", "auditor")]))]
        name: Option<String>,
    },
}

/// `trust facility` and `trust pool`.
#[derive(Debug, Args)]
pub(crate) struct CustodyArgs {
    /// Its name in reports.
    pub(crate) name: String,
    /// The digest of its empty custody.
    #[arg(long, value_name = "0x…", value_parser = element)]
    pub(crate) d0: Fr,
    /// The digest of the policy that it is judged by, one of the home's.
    #[arg(long, value_name = "0x…", value_parser = element)]
    pub(crate) policy: Fr,
    /// Who signs for it: what `roles make` wrote, or its digest.
    #[arg(long, value_name = "ROLES|0x…")]
    pub(crate) roles: String,
    /// The servicer's epoch.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) epoch: u32,
    /// The counter of its changes, as it was last seen.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) counter: u64,
    /// The sequence of the servicer's ledger or tape, as it was last seen in this epoch.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) sequence: u64,
}

/// What a home can follow no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Forgotten {
    /// The vault of a facility.
    Facility,
    /// A pool.
    Pool,
    /// An entity.
    Entity,
    /// An auditor.
    Auditor,
    /// The trust file that was imported.
    Imported,
}

fn element(text: &str) -> Result<Fr, String> {
    field::from_hex(text).map_err(|_| "0x and 64 lower-case hexadecimal digits below the modulus".to_owned())
}

/// `policy`.
#[derive(Debug, Subcommand)]
pub(crate) enum Policy {
    /// Print the home's default policy, or a file's, with its digest.
    Show {
        /// A policy file.
        file: Option<PathBuf>,
    },
    /// Trust a policy.
    Add {
        /// A policy file.
        file: PathBuf,
    },
    /// List the policies that this home trusts.
    List,
}

/// `serve`.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// The address to listen on; else the configuration's. Off loopback callers show certificates, and the service has one.
    #[arg(long, value_name = "ADDR")]
    pub(crate) listen: Option<SocketAddr>,
    /// Let pages of this origin call over gRPC-Web, such as `https://portal.example`; may be given several times.
    #[arg(long = "web-origin", value_name = "ORIGIN")]
    pub(crate) web_origins: Vec<String>,
    /// Answer Prometheus at /metrics of this address, over plain HTTP: counts and times, no names.
    #[arg(long, value_name = "ADDR")]
    pub(crate) metrics: Option<SocketAddr>,
    /// Ask for callers' certificates on loopback too.
    #[arg(long)]
    pub(crate) identify: bool,
    /// How many proofs run at once; with a database also none, where `covenant worker` proves.
    #[arg(long, value_name = "N", default_value = "1", value_parser = clap::value_parser!(u16).range(0..=256))]
    pub(crate) workers: u16,
    #[command(flatten)]
    pub(crate) fleet: FleetArgs,
    /// Hand out holders' inclusion proofs too: the folder that `solvency inclusion --all` wrote. Whoever can call and names an account gets its
    /// balances.
    #[arg(long, value_name = "DIR", requires = "scheme")]
    pub(crate) holders: Option<PathBuf>,
    /// What accounts are identified by, as the scope says: email, telephone or legal-id.
    #[arg(long, value_name = "SCHEME", requires = "holders")]
    pub(crate) scheme: Option<IdentifierScheme>,
    /// Prove chunks of liabilities too: the folder in which the folders of statements lie, as `prove solvency --from` takes them. Whoever can
    /// call and names one has its chunks proved; what is proved stays in it.
    #[arg(long, value_name = "DIR")]
    pub(crate) ledgers: Option<PathBuf>,
}

/// The database of a fleet.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct FleetArgs {
    /// Keep jobs in PostgreSQL, `postgres://USER@HOST/NAME`, for several services and workers together; given again for each server that may be promoted. A
    /// password is better in PGPASSFILE (the feature `fleet`).
    #[arg(
        long,
        value_name = "URL",
        env = "COVENANT_DATABASE",
        hide_env_values = true,
        value_delimiter = ' '
    )]
    pub(crate) database: Vec<String>,
    /// Keep what is sealed beside the database: in a folder that all of the fleet see, `file:///DIR`, or, with the feature `s3`, in `s3://BUCKET/PREFIX`.
    #[arg(long, value_name = "URL", env = "COVENANT_OBJECTS", requires = "database")]
    pub(crate) objects: Option<String>,
}

/// `worker`.
#[derive(Debug, Args)]
pub(crate) struct Worker {
    #[command(flatten)]
    pub(crate) fleet: FleetArgs,
    /// How many proofs run at once.
    #[arg(long, value_name = "N", default_value = "1", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) workers: u16,
    /// Answer Prometheus at /metrics of this address, over plain HTTP: counts and times, no names.
    #[arg(long, value_name = "ADDR")]
    pub(crate) metrics: Option<SocketAddr>,
    /// Prove chunks of liabilities too: the folder in which the folders of statements lie, one that all of the fleet see.
    #[arg(long, value_name = "DIR")]
    pub(crate) ledgers: Option<PathBuf>,
}

/// `identity`.
#[derive(Debug, Subcommand)]
pub(crate) enum Identity {
    /// Make a certificate for this home's service, under an authority of the home's own; again, when it runs out. A service that runs takes it within
    /// seconds.
    Make {
        /// A host by which callers reach it, a name or an address; this machine is always among them.
        #[arg(long = "host", value_name = "HOST")]
        hosts: Vec<String>,
    },
}

/// `tenant`.
#[derive(Debug, Subcommand)]
pub(crate) enum TenantCommand {
    /// Let somebody call. A service that runs takes it within seconds.
    Add(TenantAdd),
    /// Issue a tenant's certificate anew; the one before is taken no more.
    Renew {
        /// Whose.
        tenant: String,
        /// The folder for it.
        #[arg(short, long, value_name = "DIR")]
        output: PathBuf,
    },
    /// List who may call, and what.
    List,
    /// Let somebody call no more. The name is nobody's again: jobs stay under it.
    Remove {
        /// Who.
        tenant: String,
    },
}

/// `tenant add`.
#[derive(Debug, Args)]
pub(crate) struct TenantAdd {
    /// Its name: lower-case letters, digits and hyphens.
    pub(crate) tenant: String,
    /// What it may do: prove, nullifier, holders, registry.
    #[arg(long = "scope", value_name = "SCOPE", required = true, value_parser = scope)]
    pub(crate) scopes: Vec<ScopeName>,
    /// Issue a certificate under the home's own authority, into this folder: what the tenant takes as --identity.
    #[arg(short, long, value_name = "DIR")]
    pub(crate) output: Option<PathBuf>,
    /// A URI or a DNS name that its certificates have, under the roots that the configuration names.
    #[arg(long = "name", value_name = "NAME")]
    pub(crate) names: Vec<String>,
    /// How many of its jobs may wait.
    #[arg(long, value_name = "N")]
    pub(crate) queued_jobs: Option<usize>,
    /// How often it may ask the nullifier registry: at once, and a minute after that.
    #[arg(long, value_name = "BURST/MINUTE", value_parser = allowance)]
    pub(crate) evaluations: Option<(u32, u32)>,
    /// How often it may ask for inclusion proofs, likewise.
    #[arg(long, value_name = "BURST/MINUTE", value_parser = allowance)]
    pub(crate) inclusions: Option<(u32, u32)>,
}

/// A scope by its name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ScopeName(pub(crate) covenant_service::Scope);

fn scope(text: &str) -> Result<ScopeName, String> {
    let all = covenant_service::Scope::ALL;
    let found = all.into_iter().find(|scope| scope.as_str() == text).map(ScopeName);
    found.ok_or_else(|| "prove, nullifier, holders or registry".to_owned())
}

fn allowance(text: &str) -> Result<(u32, u32), String> {
    let parts =
        text.split_once('/').and_then(|(burst, minute)| Some((burst.parse().ok()?, minute.parse().ok()?)));
    parts.ok_or_else(|| "two whole numbers, such as 20/120".to_owned())
}

/// Which service.
#[derive(Clone, Debug, Args)]
pub(crate) struct Server {
    /// The service; else the one that the home's configuration names.
    #[arg(long, value_name = "URL")]
    pub(crate) server: Option<String>,
}

/// `jobs`.
#[derive(Debug, Subcommand)]
pub(crate) enum Jobs {
    /// List jobs, the latest first.
    List {
        #[command(flatten)]
        server: Server,
        /// Only jobs in this state.
        #[arg(long)]
        state: Option<JobState>,
        /// At most this many.
        #[arg(long, value_name = "N", default_value = "50", value_parser = clap::value_parser!(u32).range(1..=1000))]
        limit: u32,
    },
    /// Follow a job until it ends.
    Watch {
        /// The job.
        id: String,
        #[command(flatten)]
        server: Server,
        /// The number of the last event that was seen.
        #[arg(long, value_name = "N", default_value = "0")]
        after: u64,
        /// Where the attestation goes.
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
        /// Where the note's opening goes (mode 0600).
        #[arg(long, value_name = "FILE")]
        note_out: Option<PathBuf>,
    },
    /// Cancel a job.
    Cancel {
        /// The job.
        id: String,
        #[command(flatten)]
        server: Server,
    },
}

/// The states of jobs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum JobState {
    /// Waits for a worker.
    Queued,
    /// Is being proved.
    Running,
    /// Has a result.
    Succeeded,
    /// Has none, for good.
    Failed,
    /// Was cancelled.
    Cancelled,
}

/// `keys`.
#[derive(Debug, Subcommand)]
pub(crate) enum Keys {
    /// List the keys that lie in this home, by their headers, and which of them it trusts.
    List,
    /// Check every trusted key in full: digests, circuit, consistency, a proof.
    Verify,
    /// Check a key from elsewhere in full, copy it into this home and trust it.
    Import {
        /// The key's folder, or the `key.json` in it.
        #[arg(value_name = "FOLDER|FILE")]
        from: PathBuf,
        /// SHA-256 of the verifying key, as its maker published it; asked for at a terminal if it is not given.
        #[arg(long, value_name = "DIGEST")]
        sha256: Option<String>,
    },
    /// Check in full, and trust, a key that lies in this home.
    Pin {
        /// SHA-256 of the verifying key.
        #[arg(value_name = "DIGEST")]
        sha256: String,
    },
    /// Trust a key no more. Its files stay.
    Unpin {
        /// SHA-256 of the verifying key.
        #[arg(value_name = "DIGEST")]
        sha256: String,
    },
}

/// `nullifier-key`.
#[derive(Debug, Subcommand)]
pub(crate) enum NullifierKey {
    /// Print the public key of the nullifier registry that this home is, or asks.
    Show,
    /// Have points evaluated by the nullifier registry of this key from now on, at this service. With --identity it is always called as that.
    Pin {
        /// The registry's public key, as its operator told it.
        #[arg(value_name = "HEX")]
        key: String,
        /// The registry's service.
        #[arg(long, value_name = "URL")]
        server: String,
    },
    /// Write a backup (mode 0600). Who has it can guess every nullifier; without it every invoice is fresh again.
    Export {
        /// Where it goes.
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
    },
}

/// `circuit`.
#[derive(Debug, Subcommand)]
pub(crate) enum Circuit {
    /// List the circuits.
    List,
    /// Print the cost by gadget.
    Cost {
        /// The circuit; else the first of the list.
        circuit: Option<String>,
        /// The tier with room for so many lines.
        #[arg(long, value_name = "LINES", requires = "circuit")]
        tier: Option<u32>,
        /// One line for each stack, as flame graphs take them.
        #[arg(long)]
        folded: bool,
    },
    /// Synthesise the circuit for a claim and name the constraints that do not hold.
    #[command(subcommand)]
    Trace(Trace),
    /// Look for missing constraints: pins, forged values, rank, deletion. Refused if a gate is not passed.
    Audit(Audit),
}

/// `circuit audit`.
#[derive(Debug, Args)]
pub(crate) struct Audit {
    /// The circuit: a name, for its newest version, or an id such as invoice/1.
    #[arg(value_name = "NAME")]
    pub(crate) circuit: String,
    /// Replay every forgery, leave out every group of constraints; takes minutes.
    #[arg(long, conflicts_with_all = ["members", "groups"])]
    pub(crate) whole: bool,
    /// How many forgeries of each place are replayed, for each kind of replacement.
    #[arg(long, value_name = "N", default_value = "2", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) members: u32,
    /// How many groups of constraints are left out, each in turn.
    #[arg(long, value_name = "N", default_value = "30", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) groups: u32,
    /// Picks the claim that is forged, the random values, and the groups.
    #[arg(long, value_name = "N", default_value = "1")]
    pub(crate) seed: u64,
}
