//! The folder of one statement: its key, its plan, and what is proved of it.

use crate::{
    ChunkProof, Error, Ledger, Plan,
    identifiers::{Gathered, Known, Place},
    key::Kept,
    ledger::{BATCH, Hashes},
    previous::Previous,
    seal::Sealer,
};
use covenant_files::Mode;
use covenant_ingest::accounts::{AccountIdentifier, Checked, LedgerForm};
use covenant_liabilities::{
    ChunkColumns, ChunkJob, Claims, EpochSecret, ProvingKey, Shape, Srs, VerifyingKey, from_ark, verify,
};
use covenant_statements::{
    Fr, field,
    solvency::{ChunkCommitment, liabilities_digest},
};
use rand::rngs::OsRng;
use serde::{Deserialize, Serialize};
use std::{
    fs::DirBuilder,
    ops::Range,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};
use zeroize::Zeroizing;

/// A folder for one statement. Jobs on other machines get a copy of its key and its plan.
#[derive(Debug)]
pub struct Folder {
    pub(crate) path: PathBuf,
    pub(crate) key: Kept,
    pub(crate) sealer: Sealer,
    /// Whose identifiers' hashes are taken.
    previous: Option<PathBuf>,
}

/// A statement: a ledger that was checked, under an environment, cut into chunks.
#[derive(Debug)]
pub struct Statement {
    folder: Folder,
    ledger: Ledger,
    environment: Fr,
    plan: Plan,
    secret: EpochSecret,
    previous: Option<Previous>,
    /// Identifiers whose hashes were known.
    known: AtomicU64,
}

/// Told of the share of a chunk that is done.
pub type Progress<'a> = dyn FnMut(f64) + 'a;

/// The share of a chunk's work before its proof, and behind it.
const BEFORE: f64 = 0.3;
/// See [`BEFORE`].
const PROVED: f64 = 0.97;

/// The plan as it lies in a file, sealed.
#[derive(PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    version: u32,
    environment: String,
    k: u32,
    assets: usize,
    accounts: u64,
    credits: Vec<String>,
    debits: Vec<String>,
    blocks: Vec<String>,
}

impl Folder {
    /// Opens a folder, or makes it with a fresh key (mode 0600).
    ///
    /// # Errors
    /// [`Error::Io`], [`Error::Key`].
    pub fn open(path: &Path) -> Result<Self, Error> {
        let mut builder = DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.recursive(true).create(path)?;
        let key = Kept::open_or_make(&path.join("solvency.key"))?;
        Ok(Self::of(path, key))
    }

    fn of(path: &Path, key: Kept) -> Self {
        Self { path: path.to_owned(), sealer: Sealer::new(&key), key, previous: None }
    }

    /// Takes the hashes of those identifiers from an earlier statement's folder that are in both. They are all that is taken: salts, ids, rows and blinding
    /// are the new statement's. The statement remembers the folder, where its chunks are proved later.
    ///
    /// # Errors
    /// [`Error::NoStatement`] where that folder holds none; [`Error::Sealed`], [`Error::Key`], [`Error::Io`].
    pub fn with_previous(mut self, folder: &Path) -> Result<Self, Error> {
        Previous::open(folder)?;
        self.previous = Some(std::path::absolute(folder)?);
        Ok(self)
    }

    /// Opens a folder that is there with its key; makes nothing.
    ///
    /// # Errors
    /// [`Error::NoStatement`] where it is not; [`Error::Io`], [`Error::Key`].
    pub fn existing(path: &Path) -> Result<Self, Error> {
        let key = Kept::open(&path.join("solvency.key")).map_err(|error| match error {
            Error::Io(std::io::ErrorKind::NotFound) => Error::NoStatement,
            other => other,
        })?;
        Ok(Self::of(path, key))
    }

    /// Reads a whole ledger and checks everything; nothing of it is held or written.
    ///
    /// # Errors
    /// [`Error::Ledger`] with all that is wrong.
    pub fn check(&self, ledger: &Path, form: LedgerForm) -> Result<Ledger, Error> {
        Ledger::check(&self.key, ledger, form, &self.path)
    }

    /// Begins a statement about a ledger, or goes on with it. The environment has the ledger's number of accounts.
    ///
    /// # Errors
    /// [`Error::Another`] if the folder holds another one; [`Error::Accounts`].
    pub fn statement(self, ledger: Ledger, environment: Fr) -> Result<Statement, Error> {
        let plan = Plan::of(ledger.accounts(), ledger.form.assets().len())?;
        self.planned(ledger, environment, plan)
    }

    /// The same in chunks of a given shape.
    ///
    /// # Errors
    /// As [`Self::statement`]; [`Error::Assets`] where the shape has fewer assets than the ledger.
    pub fn statement_of_shape(
        self,
        ledger: Ledger,
        environment: Fr,
        shape: Shape,
    ) -> Result<Statement, Error> {
        if shape.assets() < ledger.form.assets().len() {
            return Err(Error::Assets);
        }
        let plan = Plan::with_shape(ledger.accounts(), shape)?;
        self.planned(ledger, environment, plan)
    }

    fn planned(self, ledger: Ledger, environment: Fr, plan: Plan) -> Result<Statement, Error> {
        let stored = Stored::of(&ledger.checked, &environment, &plan);
        // Two that begin at once begin the same statement, or one of them none.
        let _lock = covenant_files::lock(&self.path.join(LOCK), Mode::Secret)?;
        match self.stored()? {
            Some(kept) if kept != stored => return Err(Error::Another),
            Some(_) => {}
            None => {
                let bytes = serde_json::to_vec(&stored).map(Zeroizing::new).map_err(|_| Error::Sealed)?;
                self.sealer.write(&self.plan_file(), PLAN, &bytes)?;
            }
        }
        if let Some(previous) = self.previous.as_ref().and_then(|path| path.to_str()) {
            self.sealer.write(&self.previous_file(), PREVIOUS, previous.as_bytes())?;
        }
        Ok(Statement::new(self, ledger, environment, plan))
    }

    /// Goes on with the statement that the folder holds, without reading the ledger whole again: what each chunk reads of it is checked.
    ///
    /// # Errors
    /// [`Error::NoStatement`], [`Error::Sealed`]; [`Error::Another`] where the ledger's form is another one.
    pub fn resume(self, ledger: &Path, form: LedgerForm) -> Result<Statement, Error> {
        let (checked, environment, plan) = self.planned_before()?;
        if checked.credits.len() != form.assets().len() {
            return Err(Error::Another);
        }
        let ledger = Ledger { path: ledger.to_owned(), form, checked };
        Ok(Statement::new(self, ledger, environment, plan))
    }

    fn stored(&self) -> Result<Option<Stored>, Error> {
        let bytes = self.sealer.read(&self.plan_file(), PLAN)?;
        bytes.map(|bytes| serde_json::from_slice(&bytes).map_err(|_| Error::Sealed)).transpose()
    }

    /// What the folder's plan says.
    pub(crate) fn planned_before(&self) -> Result<(Checked, Fr, Plan), Error> {
        self.stored()?.ok_or(Error::NoStatement)?.read().ok_or(Error::Sealed)
    }

    fn plan_file(&self) -> PathBuf {
        self.path.join("plan.sealed")
    }

    fn previous_file(&self) -> PathBuf {
        self.path.join("previous.sealed")
    }

    /// The statement before, where one was named and is there: without it everything is worked out anew.
    fn previous(&self) -> Option<Previous> {
        let path = self.sealer.read(&self.previous_file(), PREVIOUS).ok()??;
        Previous::open(Path::new(std::str::from_utf8(&path).ok()?)).ok()
    }
}

/// No chunk's number: what the mark is sealed as, by which no proof is made again.
const HANDED_OUT: u32 = u32::MAX;
/// Held by whoever makes proofs of a folder, beside others that do; by whoever plans or hands out, alone.
const LOCK: &str = "chunks.lock";
/// What a plan is sealed as.
const PLAN: &[u8] = b"covenant/solvency/plan";
/// What the path of the statement before is sealed as.
const PREVIOUS: &[u8] = b"covenant/solvency/previous";

impl Stored {
    fn of(checked: &Checked, environment: &Fr, plan: &Plan) -> Self {
        let texts = |sums: &[u128]| sums.iter().map(u128::to_string).collect();
        Self {
            version: 1,
            environment: field::to_hex(environment),
            k: plan.shape().k(),
            assets: plan.shape().assets(),
            accounts: checked.accounts,
            credits: texts(&checked.credits),
            debits: texts(&checked.debits),
            blocks: checked.blocks.iter().map(hex::encode).collect(),
        }
    }

    fn read(&self) -> Option<(Checked, Fr, Plan)> {
        let sums =
            |texts: &[String]| texts.iter().map(|text| text.parse().ok()).collect::<Option<Vec<u128>>>();
        let block = |text: &String| hex::decode(text).ok()?.try_into().ok();
        let checked = Checked {
            accounts: self.accounts,
            credits: sums(&self.credits)?,
            debits: sums(&self.debits)?,
            blocks: self.blocks.iter().map(block).collect::<Option<_>>()?,
        };
        let shape = Shape::new(self.k, self.assets).ok()?;
        let plan = Plan::with_shape(self.accounts, shape).ok()?;
        (self.version == 1).then_some((checked, field::from_hex(&self.environment).ok()?, plan))
    }
}

impl Statement {
    fn new(folder: Folder, ledger: Ledger, environment: Fr, plan: Plan) -> Self {
        let kept = Zeroizing::new(folder.key.derive("covenant/solvency/epoch"));
        let secret = EpochSecret::for_statement(&kept, &environment, &ledger.digest());
        let previous = folder.previous();
        Self { folder, ledger, environment, plan, secret, previous, known: AtomicU64::new(0) }
    }

    /// The ledger.
    #[must_use]
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// What every part is judged by.
    #[must_use]
    pub fn environment(&self) -> Fr {
        self.environment
    }

    /// Shape and chunks.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The secret from which salts and nonces of the holders come.
    #[must_use]
    pub fn secret(&self) -> &EpochSecret {
        &self.secret
    }

    /// The columns that a chunk's proof committed to, from the ledger: for holders' files.
    ///
    /// # Errors
    /// [`Error::NoChunk`], [`Error::NotProved`]; [`Error::Ledger`] where the file is not what was checked.
    pub fn columns(&self, chunk: u32) -> Result<ChunkColumns, Error> {
        let proved = self.proved(chunk)?.ok_or(Error::NotProved)?;
        let job = ChunkJob::again(self.plan.shape(), self.environment, chunk, &self.secret, proved.attempt);
        Ok(self.filled(job, chunk, &mut |_| ())?.finish()?)
    }

    /// How many identifiers' hashes were not worked out, because they had been before.
    #[must_use]
    pub fn known_identifiers(&self) -> u64 {
        self.known.load(Ordering::Relaxed)
    }

    /// The identifiers of a chunk's accounts with their hashes, in the order of the ledger's file.
    ///
    /// # Errors
    /// [`Error::NoChunk`]; [`Error::Ledger`] where the file is not what was checked.
    pub fn identifiers(&self, chunk: u32) -> Result<Vec<(AccountIdentifier, Fr)>, Error> {
        let range = self.plan.range(chunk).ok_or(Error::NoChunk)?;
        self.ledger.identifiers(&self.folder.key, range)
    }

    /// A chunk with its accounts in an order that the key gives: that of the file could be one by balance, and holders learn their rows.
    fn filled<'a>(
        &self,
        mut job: ChunkJob<'a>,
        chunk: u32,
        progress: &mut Progress<'_>,
    ) -> Result<ChunkJob<'a>, Error> {
        let range = self.plan.range(chunk).ok_or(Error::NoChunk)?;
        let key = &self.folder.key;
        let mut hashes = self.hashes(chunk, &range);
        let mut entries = self.ledger.entries(key, range, self.plan.shape().assets(), &mut hashes)?;
        self.known.fetch_add(hashes.found, Ordering::Relaxed);
        // Without them they are worked out again.
        if let Some(gathered) = hashes.gathered {
            let _ = gathered.write(&self.kept_identifiers(chunk));
        }
        progress(BEFORE / 2.0);
        let order = key.order(&self.environment);
        entries.sort_by_cached_key(|(identifier, _)| order(identifier));
        for batch in entries.chunks(BATCH) {
            job.extend(batch)?;
        }
        progress(BEFORE);
        Ok(job)
    }

    /// The hashes that are known of a chunk's identifiers: its own, where it was read before; else the earlier statement's.
    fn hashes(&self, chunk: u32, range: &Range<u64>) -> Hashes {
        let key = &self.folder.key;
        let mut known = Known::new(key);
        known.read(&self.kept_identifiers(chunk));
        if !known.is_empty() {
            return Hashes { known, gathered: None, found: 0 };
        }
        if let Some(previous) = &self.previous {
            known = previous.known(range, self.plan.accounts());
        }
        let gathered = Some(Gathered::new(key, (range.end - range.start) as usize));
        Hashes { known, gathered, found: 0 }
    }

    fn kept_identifiers(&self, chunk: u32) -> Place<'_> {
        Place {
            folder: &self.folder.path,
            sealer: &self.folder.sealer,
            environment: &self.environment,
            chunk,
        }
    }

    /// Proves a chunk, unless it is proved, and keeps the proof. One that is lost is proved again, alone, to the same output under fresh
    /// blinding, and gives another liabilities digest.
    ///
    /// One statement has one attestation: nothing is proved again once proofs were handed out.
    ///
    /// # Errors
    /// As [`Self::columns`]; [`Error::HandedOut`], [`Error::Liabilities`], [`Error::Io`].
    pub fn prove(&self, chunk: u32, srs: &Srs, key: &ProvingKey) -> Result<ChunkProof, Error> {
        // Another run in this folder may prove the same chunk: who comes second takes what the first has made.
        let _chunk = covenant_files::lock(&self.chunk_lock(chunk)?, Mode::Secret)?;
        self.prove_locked(chunk, srs, key, &mut |_| ())
    }

    /// As [`Self::prove`], if nobody else proves the chunk at this time; and tells of the share that is done.
    ///
    /// # Errors
    /// As [`Self::prove`]; [`Error::Busy`] where somebody else proves it.
    pub fn try_prove(
        &self,
        chunk: u32,
        srs: &Srs,
        key: &ProvingKey,
        progress: &mut Progress<'_>,
    ) -> Result<ChunkProof, Error> {
        let lock = covenant_files::try_lock(&self.chunk_lock(chunk)?, Mode::Secret)?;
        let _chunk = lock.ok_or(Error::Busy)?;
        self.prove_locked(chunk, srs, key, progress)
    }

    fn chunk_lock(&self, chunk: u32) -> Result<PathBuf, Error> {
        self.plan.range(chunk).ok_or(Error::NoChunk)?;
        Ok(self.chunk_file(chunk).with_extension("lock"))
    }

    fn prove_locked(
        &self,
        chunk: u32,
        srs: &Srs,
        key: &ProvingKey,
        progress: &mut Progress<'_>,
    ) -> Result<ChunkProof, Error> {
        // Chunks are proved beside each other, while nothing is handed out.
        let _folder = covenant_files::lock_shared(&self.lock_file(), Mode::Secret)?;
        let under = key.verifying().digest();
        if let Some(proof) = self.proved(chunk)?.filter(|proof| proof.key == under) {
            return Ok(proof);
        }
        if self.handed_out()?.is_some() {
            return Err(Error::HandedOut);
        }
        let job = ChunkJob::new(self.plan.shape(), self.environment, chunk, &self.secret, &mut OsRng);
        let mut columns = self.filled(job, chunk, progress)?.finish()?;
        let proved =
            columns.prove_with(srs, key, &mut |share| progress(BEFORE + share * (PROVED - BEFORE)))?;
        let claims = Claims::new(&columns, &self.secret).root();
        let proof = ChunkProof {
            opening: columns.chunk().clone(),
            proof: proved.proof,
            claims,
            key: under,
            attempt: *columns.attempt(),
            columns: self.plan.shape().advice(),
        };
        let file = self.chunk_file(chunk);
        self.folder.sealer.write(&file, &self.label(chunk), &proof.to_bytes()?)?;
        progress(1.0);
        Ok(proof)
    }

    /// A chunk's proof, if it is kept.
    ///
    /// # Errors
    /// [`Error::NoChunk`], [`Error::Sealed`], [`Error::Io`].
    pub fn proved(&self, chunk: u32) -> Result<Option<ChunkProof>, Error> {
        self.plan.range(chunk).ok_or(Error::NoChunk)?;
        let bytes = self.folder.sealer.read(&self.chunk_file(chunk), &self.label(chunk))?;
        let columns = self.plan.shape().advice();
        let read = |bytes: Zeroizing<Vec<u8>>| {
            ChunkProof::of_bytes(&bytes, self.environment, chunk, columns).ok_or(Error::Sealed)
        };
        bytes.map(read).transpose()
    }

    /// Chunks that are not proved yet under a key: proofs under other parameters fit no others.
    ///
    /// # Errors
    /// As [`Self::proved`].
    pub fn missing(&self, key: &VerifyingKey) -> Result<Vec<u32>, Error> {
        let under = key.digest();
        let mut missing = Vec::new();
        for chunk in 0..self.plan.chunks() {
            if self.proved(chunk)?.is_none_or(|proof| proof.key != under) {
                missing.push(chunk);
            }
        }
        Ok(missing)
    }

    /// All chunks' proofs, for an attestation; `None` until all are proved under the key. From here on none of them is made again, and no
    /// others are handed out: so all of them are verified before.
    ///
    /// # Errors
    /// As [`Self::proved`]; [`Error::HandedOut`] where others were; [`Error::Liabilities`] for a proof that does not hold.
    pub fn hand_out(&self, key: &VerifyingKey) -> Result<Option<Vec<ChunkProof>>, Error> {
        let _lock = covenant_files::lock(&self.lock_file(), Mode::Secret)?;
        let proofs: Option<Vec<_>> =
            (0..self.plan.chunks()).map(|chunk| self.proved(chunk)).collect::<Result<_, _>>()?;
        let under = key.digest();
        let Some(proofs) = proofs.filter(|proofs| proofs.iter().all(|proof| proof.key == under)) else {
            return Ok(None);
        };
        for proof in &proofs {
            verify(key, from_ark(&proof.opening.output()), &proof.proof)?;
        }
        let digest = field::to_hex(&self.digest(&proofs));
        match self.handed_out()? {
            Some(earlier) if *earlier != digest.as_bytes() => return Err(Error::HandedOut),
            Some(_) => {}
            None => {
                self.folder.sealer.write(&self.mark_file(), &self.label(HANDED_OUT), digest.as_bytes())?;
            }
        }
        Ok(Some(proofs))
    }

    /// The liabilities digest of what was handed out.
    fn handed_out(&self) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
        self.folder.sealer.read(&self.mark_file(), &self.label(HANDED_OUT))
    }

    /// Held by whoever makes proofs of this folder, beside others that do; by whoever hands them out, alone.
    fn lock_file(&self) -> PathBuf {
        self.folder.path.join(LOCK)
    }

    fn mark_file(&self) -> PathBuf {
        self.folder.path.join("handed-out.sealed")
    }

    /// The liabilities digest of a coverage of these chunks.
    #[must_use]
    pub fn digest(&self, proofs: &[ChunkProof]) -> Fr {
        let commitments: Vec<ChunkCommitment> = proofs.iter().map(ChunkProof::commitment).collect();
        liabilities_digest(self.environment, &commitments)
    }

    fn chunk_file(&self, chunk: u32) -> PathBuf {
        self.folder.path.join(format!("chunk-{chunk:02}.sealed"))
    }

    /// What a chunk is sealed as: no other statement's, no other chunk's.
    fn label(&self, chunk: u32) -> Vec<u8> {
        let environment = field::to_be_bytes(&self.environment);
        let digest = self.ledger.digest();
        [b"covenant/solvency/chunk", &environment[..], &digest, &chunk.to_be_bytes()].concat()
    }
}
