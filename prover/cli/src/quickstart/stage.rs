//! The home of a quickstart, its parties and their files.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use covenant_gadgets::eddsa::SecretKey;
use covenant_ingest::{Document, Side};
use covenant_parties::key_file::Purpose;
use covenant_parties::obligation::{ClaimDraft, Consented, Response, acknowledgement};
use covenant_parties::{Error, Format as _, Registration, Registry, Store as _, possession};
use covenant_statements::{Context, Day, Identifier, Role, Selector};
use rand::rngs::OsRng;

use super::portfolio::Portfolio;
use super::samples::{self, Sample};
use crate::clock;
use crate::failure::{Exit, Failure, Result};
use crate::files::{self, Mode};
use crate::home::config::{Config, NullifierRegistry};
use crate::home::{Home, io_failure};
use crate::key_files;
use crate::statements::obligation::args::ContextArgs;
use crate::statements::obligation::{consent, documents};

/// Where no `--home` is given.
const FOLDER: &str = "covenant-quickstart";
/// Says that a home is a quickstart's, so that another run may use it.
const MARK: &str = "quickstart";
/// The registry contract of the story.
pub(super) const CHAIN: &str = "eip155:31337";
pub(super) const CONTRACT: &str = "0x00000000000000000000000000000000000c0de1";

/// A home with the samples in it.
pub(super) struct Stage {
    /// The home.
    pub(super) home: Home,
    /// The day of judgement.
    pub(super) as_of: Day,
}

/// Where a statement that registers nothing may be used, in favour of the first financier.
pub(super) fn context_args() -> Result<ContextArgs> {
    Ok(ContextArgs {
        chain: CHAIN.parse()?,
        contract: CONTRACT.parse()?,
        beneficiary: beneficiary(1).parse()?,
        expires: "2026-12-31".parse()?,
        sequence: 0,
    })
}

impl Stage {
    /// Makes the home, or takes an earlier quickstart's.
    pub(super) fn open(folder: Option<&Path>) -> Result<Self> {
        let folder = folder.unwrap_or(Path::new(FOLDER));
        let as_of = samples::DAY.parse::<Day>()?;
        if folder.join("config.toml").exists() {
            if !folder.join(MARK).exists() {
                let message = format!("{} is a home, and not one of a quickstart", folder.display());
                return Err(Failure::input("quickstart/other-home", message).at("home"));
            }
            let home = Home::open(Some(folder))?;
            if !matches!(home.config().nullifier_registry, NullifierRegistry::InProcess(_)) {
                let message = "this quickstart's home has been given another nullifier registry";
                return Err(Failure::input("quickstart/other-home", message).at("home.config"));
            }
            return Ok(Self { home, as_of });
        }
        let registry = format!("{CHAIN}:{CONTRACT}");
        let home = Home::init(folder, Config::development(Some(registry)), None)?;
        files::replace(&folder.join(MARK), b"made by covenant quickstart\n", Mode::Public)?;
        Ok(Self { home, as_of })
    }

    /// A file of a sample.
    pub(super) fn path(&self, folder: &str, name: &str) -> PathBuf {
        self.home.folder().join(folder).join(name)
    }

    /// Where a proof may be used, in favour of one financier of the story.
    pub(super) fn context(&self, selector: Selector, financier: u8) -> Result<Context> {
        Ok(Context {
            selector,
            chain: CHAIN.parse()?,
            contract: CONTRACT.parse()?,
            beneficiary: beneficiary(financier).parse()?,
            expiry: "2026-12-31".parse::<Day>()?.end_unix_seconds(),
            sequence: 0,
        })
    }

    /// Writes the documents and registers their parties, each with a key of its own, and the borrower's. A second run finds all of it there.
    pub(super) fn set(&self, portfolio: &Portfolio) -> Result<usize> {
        for folder in ["documents", "actors"] {
            let path = self.home.folder().join(folder);
            let made = DirBuilder::new().recursive(true).mode(0o700).create(&path);
            made.map_err(|error| io_failure("make", &path, &error))?;
        }
        self.home.change_registry(|registry| {
            for sample in &samples::ALL {
                files::replace(&self.path("documents", sample.file), sample.bytes, Mode::Public)?;
                let document = Document::read(sample.bytes)?;
                self.register_side(registry, sample, &document, Side::Seller, Role::Seller)?;
                self.register_side(registry, sample, &document, Side::Debtor, Role::Debtor)?;
            }
            portfolio.register(self, registry)?;
            Ok(registry.parties().len())
        })
    }

    fn register_side(
        &self,
        registry: &mut Registry,
        sample: &Sample,
        document: &Document,
        side: Side,
        role: Role,
    ) -> Result<()> {
        let other = if side == Side::Seller { Side::Debtor } else { Side::Seller };
        let shared = document.identifiers(other);
        // An identifier of both sides belongs to neither.
        let own: Vec<Identifier> = document
            .identifiers(side)
            .into_iter()
            .filter(|identifier| !shared.contains(identifier))
            .collect();
        self.register(registry, &side_part(sample, side), own, role)
    }

    /// Registers a party with a key of its own in `actors/`, unless it is there.
    pub(super) fn register(
        &self,
        registry: &mut Registry,
        part: &str,
        own: Vec<Identifier>,
        role: Role,
    ) -> Result<()> {
        let path = self.key_path(part);
        if !path.exists() {
            key_files::create(&path, &SecretKey::generate(&mut OsRng), Purpose::Signing)?;
        }
        let secret = self.party_key(part)?;
        let (key, network) = (secret.public(), self.home.network());
        if registry.leaves().iter().any(|leaf| leaf.key == key && leaf.role == role) {
            return Ok(());
        }
        let party = registry.party_of(&own).map_err(Error::from)?;
        let registration = Registration {
            possession: possession::prove(network, party, &[role], &secret, &mut OsRng),
            identifiers: own,
            roles: vec![role],
            principal: None,
            fiscal_rule: None,
            key,
            valid_from: None,
            valid_until: None,
        };
        registry.add(network, &registration, clock::now(), &mut OsRng).map_err(Error::from)?;
        Ok(())
    }

    fn key_path(&self, part: &str) -> PathBuf {
        self.path("actors", &format!("{part}.key"))
    }

    /// A party's key.
    pub(super) fn party_key(&self, part: &str) -> Result<SecretKey> {
        key_files::read(&self.key_path(part), Purpose::Signing, "actors")
    }

    /// The debtor of a sample signs.
    pub(super) fn acknowledge(&self, sample: &Sample, bytes: &[u8]) -> Result<ClaimDraft> {
        let due = sample.due.map(str::parse::<Day>).transpose()?;
        self.draft(bytes, due, &self.party_key(&side_part(sample, Side::Debtor))?, sample.name)
    }

    /// A debtor signs a document of this name.
    pub(super) fn draft(
        &self,
        bytes: &[u8],
        due: Option<Day>,
        debtor: &SecretKey,
        name: &str,
    ) -> Result<ClaimDraft> {
        let registry = self.home.registry()?;
        let obligation = documents::obligation(&Document::read(bytes)?, &registry)?;
        let response = Response { due, ..Response::approval(self.as_of) };
        let acknowledgement = response.acknowledge(self.home.network(), &obligation).map_err(Error::from)?;
        let signed = acknowledgement::sign(acknowledgement, debtor, &mut OsRng);
        let path = self.path("documents", &format!("{name}.ack.json"));
        files::replace(&path, &signed.to_json(), Mode::Public)?;
        let policy = self.home.default_policy()?;
        Ok(ClaimDraft::new(self.home.network(), registry, signed, policy, self.as_of)?)
    }

    /// The seller of a sample consents to one financing.
    pub(super) fn consent(
        &self,
        sample: &Sample,
        draft: ClaimDraft,
        context: &Context,
        file: &str,
    ) -> Result<Consented> {
        self.agree(draft, &self.party_key(&side_part(sample, Side::Seller))?, context, file)
    }

    /// A seller consents to one financing.
    pub(super) fn agree(
        &self,
        draft: ClaimDraft,
        seller: &SecretKey,
        context: &Context,
        file: &str,
    ) -> Result<Consented> {
        let consented = consent::sign(&self.home, draft, seller, context)?;
        let json = zeroize::Zeroizing::new(consented.consent.to_json());
        files::replace(&self.path("documents", file), &json, Mode::Secret)?;
        Ok(consented)
    }
}

/// A side's part in a sample, which names its key's file.
fn side_part(sample: &Sample, side: Side) -> String {
    format!("{}.{}", sample.name, side.as_str())
}

/// The address of a financier of the story.
pub(super) fn beneficiary(financier: u8) -> String {
    format!("0x00000000000000000000000000000000000f1{financier:03x}")
}

/// A story that does not end as it should.
pub(super) fn unexpected(what: &str) -> Failure {
    Failure::new(Exit::Other, "quickstart/unexpected", what)
}
