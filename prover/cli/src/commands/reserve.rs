//! `reserve`: custodians sign what they hold.

use covenant_gadgets::eddsa::SecretKey;
use covenant_parties::key_file::Purpose;
use covenant_parties::solvency::{Holding, reserve};
use covenant_parties::{Error, Format as _};
use covenant_statements::field;
use rand::rngs::OsRng;
use serde_json::json;
use zeroize::Zeroizing;

use crate::failure::{Failure, Result};
use crate::files::{self, Mode};
use crate::key_files;
use crate::output::Reply;
use crate::statements::solvency;
use crate::statements::solvency::args::{Reserve, ReserveSign};

pub(super) fn run(command: &Reserve) -> Result<Reply> {
    match command {
        Reserve::Secret { output } => {
            key_files::create(output, &SecretKey::generate(&mut OsRng), Purpose::Custody)?;
            let shown = output.display().to_string();
            let text = format!("{shown}: keep it as long as anything is held, and make no other");
            Ok(Reply::new(json!({ "secret": shown }), text))
        }
        Reserve::Sign(args) => sign(args),
    }
}

fn sign(args: &ReserveSign) -> Result<Reply> {
    let scope = solvency::read_scope(&args.scope)?;
    if !scope.assets.iter().any(|asset| asset.symbol == args.asset) {
        let message = "the scope has no asset of this name";
        return Err(Failure::input("reserve/asset", message).at("asset"));
    }
    let holding = Holding {
        network: args.network,
        entity: args.entity.party_id(),
        scope: scope.digest(),
        as_of: args.as_of.0,
        account: &args.account,
        asset: &args.asset,
        quantity: args.quantity,
        encumbered: args.encumbered,
    };
    let secret = key_files::read(&args.secret, Purpose::Custody, "secret")?;
    let key = key_files::read(&args.key, Purpose::Signing, "key")?;
    let statement = holding.statement(&secret, &mut OsRng).map_err(Error::from)?;
    let signed = reserve::sign(statement, &key, &mut OsRng);
    files::output(&args.output, &Zeroizing::new(signed.to_json()), Mode::Secret)?;
    let (shown, nullifier) = (args.output.display().to_string(), field::to_hex(&signed.reserve.nullifier));
    let json = json!({ "reserve": shown, "nullifier": nullifier });
    Ok(Reply::new(json, format!("{shown}\nnullifier  {nullifier}")))
}
