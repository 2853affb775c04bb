//! Arguments of the commands about homes, keys, documents and parties.

use std::path::PathBuf;

use crate::home::HomeKind;
use crate::statements::solvency::args::AuditorCount;
use clap::{Args, Subcommand};
use covenant_statements::party::FiscalRule;
use covenant_statements::{Day, Identifier, Network, Role};

/// `init`.
#[derive(Debug, Args)]
pub(crate) struct Init {
    /// A home for trying things out: it makes its own proving keys, which nobody else should trust.
    #[arg(long, required = true)]
    pub(crate) development: bool,
    /// What the home is for, and so which secret keys it has; may be given several times. Else it is everything at once.
    #[arg(long = "for", value_name = "WHAT")]
    pub(crate) kinds: Vec<HomeKind>,
    /// The contract that spends this home's nullifiers, by CAIP-10; else the first consent's.
    #[arg(long, value_name = "CHAIN:CONTRACT")]
    pub(crate) home_registry: Option<String>,
    /// A host by which callers reach this home's service, a name or an address.
    #[arg(long = "host", value_name = "HOST")]
    pub(crate) hosts: Vec<String>,
    /// The name of this home's log of attestations, such as `prover.example/attestations`; else one of the home's own.
    #[arg(long, value_name = "NAME")]
    pub(crate) log_name: Option<String>,
    /// Take the nullifier key from a backup instead of making one.
    #[arg(long, value_name = "FILE")]
    pub(crate) nullifier_key: Option<PathBuf>,
}

/// `invoice`.
#[derive(Debug, Subcommand)]
pub(crate) enum Invoice {
    /// Print what was read.
    Show {
        /// An invoice in UBL 2.1 or CII (with the feature `pdf` also a PDF that has one attached), or a loan agreement in JSON.
        #[arg(value_name = "INVOICE")]
        document: PathBuf,
    },
}

/// `keygen`.
#[derive(Debug, Args)]
pub(crate) struct Keygen {
    /// Where the key goes (mode 0600); an existing file is never overwritten.
    #[arg(short, long, value_name = "KEYFILE")]
    pub(crate) output: PathBuf,
    /// The identifier that names the party (its tax identifier, if it has one): the proof of possession is for it.
    #[arg(long, value_name = "SCHEME:VALUE", value_parser = identifier, requires = "roles")]
    pub(crate) id: Option<Identifier>,
    /// What the key is to be registered for: the proof of possession is for these roles together.
    #[arg(long = "role", value_name = "ROLE", value_parser = role, requires = "id")]
    pub(crate) roles: Vec<Role>,
    /// The network that the proof of possession is for.
    #[arg(long, default_value = "covenant-development")]
    pub(crate) network: Network,
}

/// `auditor`.
#[derive(Debug, Subcommand)]
pub(crate) enum Auditor {
    /// Make a key for one engagement and period; prints the public key, to which provers disclose.
    Keygen(AuditorKeygen),
    /// How many accounts an auditor counted.
    #[command(subcommand)]
    Count(AuditorCount),
}

/// `auditor keygen`.
#[derive(Debug, Args)]
pub(crate) struct AuditorKeygen {
    /// Where the key goes (mode 0600); an existing file is never overwritten.
    #[arg(short, long, value_name = "KEYFILE")]
    pub(crate) output: PathBuf,
    /// The auditor's name: with the days it makes the entry of a trust file.
    #[arg(long, value_name = "NAME", value_parser = entry_name, requires_all = ["from", "until"])]
    pub(crate) name: Option<String>,
    /// The first as-of day of the period.
    #[arg(long, value_name = "D", requires = "name")]
    pub(crate) from: Option<Day>,
    /// The last as-of day of the period.
    #[arg(long, value_name = "D", requires = "name")]
    pub(crate) until: Option<Day>,
}

/// `party`.
#[derive(Debug, Subcommand)]
pub(crate) enum Party {
    /// Register a party's key in one or more roles; for a party that has one in a role already, rotate it.
    Add(Box<PartyAdd>),
    /// End all keys of a party.
    Revoke {
        /// Any of the party's identifiers.
        #[arg(long, value_name = "SCHEME:VALUE", value_parser = identifier)]
        id: Identifier,
        /// The first day on which its keys are no longer valid: today or earlier.
        #[arg(long, value_name = "D")]
        on: Day,
    },
    /// List parties, keys and roots.
    List,
}

/// `party add`.
#[derive(Debug, Args)]
pub(crate) struct PartyAdd {
    /// An identifier; the first names the party, the others are aliases.
    #[arg(long = "id", required = true, value_name = "SCHEME:VALUE", value_parser = identifier)]
    pub(crate) ids: Vec<Identifier>,
    /// What the key may do.
    #[arg(long = "role", required = true, value_name = "ROLE", value_parser = role)]
    pub(crate) roles: Vec<Role>,
    /// For agents: an identifier of the debtor that mandated it.
    #[arg(long, value_name = "SCHEME:VALUE", value_parser = identifier)]
    pub(crate) principal: Option<Identifier>,
    /// For sellers: the month in which the fiscal year starts; fixed with the party's first key, January if not given.
    #[arg(long, value_name = "MONTH", value_parser = fiscal_rule)]
    pub(crate) fiscal_year_start: Option<FiscalRule>,
    /// The public key that `keygen` printed.
    #[arg(long, value_name = "HEX", requires = "possession", required_unless_present = "key_out")]
    pub(crate) public_key: Option<String>,
    /// The proof of possession that `keygen` printed for this party and these roles.
    #[arg(long, value_name = "SIG", requires = "public_key")]
    pub(crate) possession: Option<String>,
    /// Make the key here and write it to this file; development homes only.
    #[arg(long, value_name = "FILE", conflicts_with = "public_key")]
    pub(crate) key_out: Option<PathBuf>,
    /// The key's first day; today or later, if it takes over from another.
    #[arg(long, value_name = "D")]
    pub(crate) valid_from: Option<Day>,
    /// The key's last day.
    #[arg(long, value_name = "D")]
    pub(crate) valid_until: Option<Day>,
}

/// `roles`.
#[derive(Debug, Subcommand)]
pub(crate) enum Roles {
    /// Write down who may sign for a facility or a pool, under a fresh salt.
    Make(RolesMake),
    /// Print roles and their digest.
    Show {
        /// What `roles make` wrote.
        #[arg(value_name = "ROLES")]
        file: PathBuf,
    },
}

/// `roles make`.
#[derive(Debug, Args)]
pub(crate) struct RolesMake {
    /// Who signs ledgers or tapes.
    #[arg(long, value_name = "SCHEME:VALUE", value_parser = identifier)]
    pub(crate) servicer: Identifier,
    /// Whose book it is: to whom every line is owed.
    #[arg(long, value_name = "SCHEME:VALUE", value_parser = identifier)]
    pub(crate) owner: Identifier,
    /// Who signs values of inventory and property; up to 4.
    #[arg(long = "appraiser", value_name = "SCHEME:VALUE", value_parser = identifier)]
    pub(crate) appraisers: Vec<Identifier>,
    /// Who signs prices; up to 5.
    #[arg(long = "price-authority", value_name = "SCHEME:VALUE", value_parser = identifier, requires = "needed")]
    pub(crate) authorities: Vec<Identifier>,
    /// How many of these have to sign a day's prices; up to 3.
    #[arg(long = "quorum", value_name = "N", requires = "authorities")]
    pub(crate) needed: Option<u8>,
    /// Where the roles go (mode 0600).
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: PathBuf,
}

/// In the form in which documents' identifiers are compared.
pub(crate) fn identifier(text: &str) -> Result<Identifier, String> {
    let identifier = covenant_ingest::identifiers::parse_identifier(text);
    identifier.ok_or_else(|| "SCHEME:VALUE in printable ASCII, such as VAT:DE123456789".to_owned())
}

fn role(text: &str) -> Result<Role, String> {
    text.parse().map_err(|_| {
        let names: Vec<&str> = Role::ALL.iter().map(|(_, name)| *name).collect();
        format!("one of {}", names.join(", "))
    })
}

/// As trust files have names.
fn entry_name(text: &str) -> Result<String, String> {
    let fits = (1..=64).contains(&text.len()) && text.bytes().all(|b| (0x20..0x7f).contains(&b));
    if fits { Ok(text.to_owned()) } else { Err("1 to 64 printable ASCII characters".to_owned()) }
}

fn fiscal_rule(text: &str) -> Result<FiscalRule, String> {
    let month = text.parse::<u8>().ok().and_then(|month| FiscalRule::from_month(month).ok());
    month.ok_or_else(|| "a month from 1 to 12".to_owned())
}
