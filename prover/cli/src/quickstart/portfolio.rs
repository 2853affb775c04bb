//! A borrower's invoices: acknowledged, consented to, proved, and put into a vault with the attestations that made their notes.

use covenant_client::Client;
use covenant_parties::obligation::NoteOpening;
use covenant_parties::{Format as _, Registry};
use covenant_statements::{Context, Identifier, Note, Role};
use covenant_verifier::trust::TrustStore;

use super::proofs::{self, Job};
use super::stage::Stage;
use super::submit;
use crate::commands::prove;
use crate::commands::sample::draw::Draw;
use crate::commands::sample::invoices::book::Book;
use crate::commands::sample::invoices::{drawn, ubl};
use crate::failure::Result;
use crate::files::{self, Mode};
use crate::output::Output;
use crate::statements::obligation::{NOTE, Obligation};
use crate::vaults::VaultFolder;

/// The seed by which the invoices are drawn, and how many.
const SEED: u64 = 1;
const INVOICES: usize = 9;
/// The seller's part, and its servicer's, which name their keys' files.
pub(super) const SELLER: &str = "borrower";
pub(super) const SERVICER: &str = "servicer";
/// The servicer's identifier.
pub(super) const SERVICER_ID: &str = "VAT:FR40303265045";

/// The invoices of one seller.
pub(super) struct Portfolio {
    /// As they were drawn.
    pub(super) book: Book,
}

impl Portfolio {
    /// Draws them.
    pub(super) fn new(stage: &Stage) -> Self {
        Self { book: drawn::book(&mut Draw::new(SEED), INVOICES, stage.as_of.get()) }
    }

    /// Registers the seller, its debtors and its servicer, each with a key.
    pub(super) fn register(&self, stage: &Stage, registry: &mut Registry) -> Result<()> {
        let mut register = |part: &str, id: &str, role| {
            stage.register(registry, part, vec![id.parse::<Identifier>()?], role)
        };
        register(SELLER, &self.book.seller.identifier(), Role::Seller)?;
        register(SERVICER, SERVICER_ID, Role::Servicer)?;
        for (j, debtor) in self.book.debtors.iter().enumerate() {
            register(&debtor_part(j), &debtor.identifier(), Role::Debtor)?;
        }
        Ok(())
    }

    /// Has every invoice acknowledged, consented to and proved; the notes with what made them go into the vault.
    pub(super) async fn fill(
        &self,
        stage: &Stage,
        (client, trust): (&Client, &TrustStore),
        context: &Context,
        vault: &mut VaultFolder,
        output: Output,
    ) -> Result<Vec<Note>> {
        let mut jobs: Vec<Job<Obligation>> = Vec::new();
        for (i, invoice) in self.book.invoices.iter().enumerate() {
            let file = format!("receivable-{}", i + 1);
            let xml = ubl::document(&self.book, invoice)?;
            files::replace(&stage.path("documents", &format!("{file}.xml")), xml.as_bytes(), Mode::Public)?;
            let debtor = stage.party_key(&debtor_part(invoice.debtor))?;
            let draft = stage.draft(xml.as_bytes(), None, &debtor, &file)?;
            let consented =
                stage.agree(draft, &stage.party_key(SELLER)?, context, &format!("{file}.consent.json"))?;
            jobs.push(submit(client, consented, file).await?);
        }
        let mut notes = Vec::with_capacity(jobs.len());
        for job in &jobs {
            let kept = proofs::keep(stage, client, trust, job, output).await?;
            let opening = NoteOpening::from_json(prove::private_output(&kept.private, NOTE)?, "note")
                .map_err(covenant_parties::Error::from)?;
            let attestation = stage.path("attestations", &kept.attestation);
            let bytes =
                files::read(&attestation, covenant_verifier::dsse::MAX_ENVELOPE_BYTES, "attestation")?;
            notes.push(opening.note.clone());
            vault.add(opening, Some(&bytes))?;
        }
        Ok(notes)
    }
}

fn debtor_part(j: usize) -> String {
    format!("borrowers-debtor-{}", j + 1)
}
