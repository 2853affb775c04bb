//! A chain with one registry on it, in the real virtual machine; what a refused message wrote is taken back, as a chain does it.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use ark_ff::{BigInteger, PrimeField};
use cosmwasm_std::{
    Addr, Binary, BlockInfo, Checksum, ContractInfo, ContractResult, Empty, Env, MessageInfo, Response,
    Timestamp,
};
use cosmwasm_vm::testing::{MockApi, MockQuerier};
use cosmwasm_vm::{
    Backend, BackendApi, Cache, CacheOptions, GasReport, Instance, InstanceOptions, Size, VmResult,
    call_execute_raw, call_instantiate, call_query_raw, capabilities_from_csv, from_slice, to_vec,
};
use covenant_obligation_registry::msg::{ExecuteMsg, InstantiateMsg, OwnerCall, Point, QueryMsg, Submission};
use covenant_obligation_registry::notes::{Receipt, State};
use covenant_obligation_registry::trust::Counters;
use covenant_obligation_registry::word::Word;
use covenant_statements::{Day, Fr, Network};
use serde::de::DeserializeOwned;

use super::store::Store;
use super::vectors::Vectors;

pub(crate) const OWNER: [u8; 20] = [0x01; 20];
pub(crate) const REGISTRAR: [u8; 20] = [0x02; 20];
pub(crate) const GUARDIAN: [u8; 20] = [0x03; 20];
pub(crate) const ANYBODY: [u8; 20] = [0xaa; 20];
pub(crate) const BENEFICIARY: [u8; 20] = [0xb0; 20];
/// 2026-11-22T12:00:00Z: the as-of day of most proofs.
pub(crate) const NOON: u64 = 1_795_348_800;
pub(crate) const DAY: u64 = 86_400;
/// More than anything here takes: some 35 million SDK gas.
const GAS_LIMIT: u64 = 5_000_000_000_000;

pub(crate) type Vm = Instance<MockApi, Store, MockQuerier>;

/// The contract that is judged: the committed one, or what COVENANT_COSMWASM says.
pub(crate) fn wasm_path() -> PathBuf {
    std::env::var_os("COVENANT_COSMWASM").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("artifacts/covenant_obligation_registry.wasm"),
        PathBuf::from,
    )
}

struct Code {
    cache: Cache<MockApi, Store, MockQuerier>,
    checksum: Checksum,
    _folder: tempfile::TempDir,
}

/// Stored and compiled once, as a node does it, with a node's limits.
fn code() -> &'static Code {
    static CODE: OnceLock<Code> = OnceLock::new();
    CODE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let capabilities = capabilities_from_csv(
            "iterator,staking,stargate,cosmwasm_1_1,cosmwasm_1_2,cosmwasm_1_3,cosmwasm_1_4,cosmwasm_2_0,cosmwasm_2_1,\
             cosmwasm_2_2,cosmwasm_3_0",
        );
        let options = CacheOptions::new(folder.path(), capabilities, Size::mebi(100), Size::mebi(32));
        #[expect(unsafe_code, reason = "the folder is this process's own")]
        let cache = unsafe { Cache::new(options) }.unwrap();
        let wasm = std::fs::read(wasm_path()).unwrap();
        let checksum = cache.store_code(&wasm, true, true).unwrap();
        cache.pin(&checksum).unwrap();
        Code { cache, checksum, _folder: folder }
    })
}

pub(crate) fn api() -> MockApi {
    MockApi::default().with_prefix("wasm")
}

/// An address of the chain as it writes it.
pub(crate) fn human(bytes: &[u8]) -> String {
    api().addr_humanize(bytes).0.unwrap()
}

/// As financiers are named.
pub(crate) fn word(address: [u8; 20]) -> Word {
    let mut word = [0; 32];
    word[12..].copy_from_slice(&address);
    Word(word)
}

/// x + r, which is the same element to a circuit.
pub(crate) fn plus_modulus(value: &Word) -> Word {
    let mut sum = Fr::from_be_bytes_mod_order(&value.0).into_bigint();
    assert!(!sum.add_with_carry(&Fr::MODULUS));
    Word(sum.to_bytes_be().try_into().unwrap())
}

/// A small number as a word.
pub(crate) fn number(n: u64) -> Word {
    let mut word = [0; 32];
    word[24..].copy_from_slice(&n.to_be_bytes());
    Word(word)
}

pub(crate) fn day(n: u64) -> Day {
    Day::new(u32::try_from(n).unwrap()).unwrap()
}

/// What a message did, or the text of its refusal.
pub(crate) type Outcome<T = Response> = Result<T, String>;

/// Whether it was refused with this code.
pub(crate) fn is<T: std::fmt::Debug>(outcome: &Outcome<T>, code: &str) -> bool {
    match outcome {
        Err(text) if text.starts_with(&format!("{code}: ")) => true,
        other => {
            eprintln!("expected {code}, found {other:?}");
            false
        }
    }
}

pub(crate) struct World {
    pub(crate) store: Store,
    pub(crate) vectors: Vectors,
    pub(crate) chain: String,
    pub(crate) contract: Vec<u8>,
    pub(crate) now: u64,
    /// Of the last call.
    pub(crate) gas: Option<GasReport>,
}

impl Clone for World {
    fn clone(&self) -> Self {
        Self {
            store: self.store.copy(),
            vectors: self.vectors.clone(),
            chain: self.chain.clone(),
            contract: self.contract.clone(),
            now: self.now,
            gas: None,
        }
    }
}

impl World {
    /// Without a registry.
    pub(crate) fn empty() -> Self {
        let vectors = Vectors::load();
        let context = &vectors.statement("first").context;
        let chain = context.chain.as_str().strip_prefix("cosmos:").unwrap().to_owned();
        let contract = context.contract.0.to_vec();
        Self { store: Store::default(), vectors, chain, contract, now: NOON, gas: None }
    }

    pub(crate) fn instantiation(&self) -> InstantiateMsg {
        InstantiateMsg {
            network: Network::Development,
            nullifier_key: Point { x: self.vectors.nullifier_key_x, y: self.vectors.nullifier_key_y },
            owner: human(&OWNER),
            registrar: human(&REGISTRAR),
            guardian: Some(human(&GUARDIAN)),
            delay: 0,
        }
    }

    /// Trusting what the vectors' proofs are bound to, at noon of their as-of day.
    pub(crate) fn new() -> Self {
        let mut world = Self::untrusting();
        world.trust();
        world
    }

    /// A registry that trusts nothing yet.
    pub(crate) fn untrusting() -> Self {
        let mut world = Self::empty();
        let msg = world.instantiation();
        world.instantiate(&msg).unwrap();
        world
    }

    pub(crate) fn trust(&mut self) {
        let first = self.vectors.submission("first");
        let (circuit, verifying_key) = (self.vectors.circuit.clone(), self.vectors.verifying_key.clone());
        self.own(OwnerCall::AddKey { circuit, verifying_key, selector: first.selector }).unwrap();
        self.own(OwnerCall::SetSelector { selector: first.selector, trusted: true }).unwrap();
        self.own(OwnerCall::SetPolicy { policy: first.policy, trusted: true }).unwrap();
        self.publish(&first, false);
    }

    pub(crate) fn env(&self) -> Env {
        Env {
            block: BlockInfo {
                height: 1,
                time: Timestamp::from_seconds(self.now),
                chain_id: self.chain.clone(),
            },
            transaction: None,
            contract: ContractInfo { address: Addr::unchecked(human(&self.contract)) },
        }
    }

    pub(crate) fn instance(&self) -> Vm {
        self.instance_with_gas(GAS_LIMIT)
    }

    pub(crate) fn instance_with_gas(&self, gas_limit: u64) -> Vm {
        let backend = Backend { api: api(), storage: self.store.clone(), querier: MockQuerier::new(&[]) };
        code().cache.get_instance(&code().checksum, backend, InstanceOptions { gas_limit }).unwrap()
    }

    /// Runs a call in the machine. A trap fails the test: whatever is sent, the contract answers.
    pub(crate) fn run<T>(
        &mut self,
        call: impl FnOnce(&mut Vm, &Env) -> VmResult<ContractResult<T>>,
    ) -> Outcome<T> {
        let before = self.store.copy();
        let mut vm = self.instance();
        let answer =
            call(&mut vm, &self.env()).unwrap_or_else(|error| panic!("the contract trapped: {error}"));
        self.gas = Some(vm.create_gas_report());
        let result = answer.into_result();
        if result.is_err() {
            self.store = before;
        }
        result
    }

    pub(crate) fn instantiate(&mut self, msg: &InstantiateMsg) -> Outcome {
        let msg = to_vec(msg).unwrap();
        let info = MessageInfo { sender: Addr::unchecked(human(&OWNER)), funds: vec![] };
        self.run(|vm, env| call_instantiate::<_, _, _, Empty>(vm, env, &info, &msg))
    }

    pub(crate) fn execute(&mut self, from: &[u8], msg: &ExecuteMsg) -> Outcome {
        let msg = to_vec(msg).unwrap();
        self.execute_bytes(from, &msg)
    }

    pub(crate) fn execute_bytes(&mut self, from: &[u8], msg: &[u8]) -> Outcome {
        let info = to_vec(&MessageInfo { sender: Addr::unchecked(human(from)), funds: vec![] }).unwrap();
        self.run(|vm, env| {
            let answer = call_execute_raw(vm, &to_vec(env).unwrap(), &info, msg)?;
            from_slice::<ContractResult<Response>>(&answer, 1 << 20)
        })
    }

    pub(crate) fn query<T: DeserializeOwned>(&mut self, msg: &QueryMsg) -> Outcome<T> {
        let msg = to_vec(msg).unwrap();
        self.query_bytes(&msg).map(|answer| serde_json::from_slice(&answer).unwrap())
    }

    pub(crate) fn query_bytes(&mut self, msg: &[u8]) -> Outcome<Binary> {
        self.run(|vm, env| {
            let answer = call_query_raw(vm, &to_vec(env).unwrap(), msg)?;
            from_slice::<ContractResult<Binary>>(&answer, 1 << 20)
        })
    }

    pub(crate) fn own(&mut self, call: OwnerCall) -> Outcome {
        self.execute(&OWNER, &ExecuteMsg::Owner(call))
    }

    pub(crate) fn submit(&mut self, submission: &Submission) -> Outcome {
        self.execute(&ANYBODY, &ExecuteMsg::Register(submission.clone()))
    }

    pub(crate) fn register(&mut self, name: &str) -> Outcome {
        let submission = self.vectors.submission(name);
        self.submit(&submission)
    }

    pub(crate) fn nullifier(&self, name: &str) -> Word {
        self.vectors.submission(name).nullifier
    }

    pub(crate) fn note(&self, name: &str) -> Word {
        self.vectors.submission(name).note
    }

    pub(crate) fn finance(&mut self, from: [u8; 20], note: Word, financier: [u8; 20]) -> Outcome {
        self.execute(&from, &ExecuteMsg::Finance { note, financier: human(&financier) })
    }

    pub(crate) fn withdraw(&mut self, from: [u8; 20], note: Word) -> Outcome {
        self.execute(&from, &ExecuteMsg::Withdraw { note })
    }

    pub(crate) fn release(&mut self, from: [u8; 20], note: Word) -> Outcome {
        self.execute(&from, &ExecuteMsg::Release { note })
    }

    pub(crate) fn settle(&mut self, from: [u8; 20], note: Word) -> Outcome {
        self.execute(&from, &ExecuteMsg::Settle { note })
    }

    pub(crate) fn hand_over(&mut self, from: [u8; 20], note: Word, to: [u8; 20]) -> Outcome {
        self.execute(&from, &ExecuteMsg::TransferFinancing { note, to: human(&to) })
    }

    pub(crate) fn transfer(&mut self, from: [u8; 20], to: [u8; 20], note: Word) -> Outcome {
        self.execute(&from, &ExecuteMsg::TransferNft { recipient: human(&to), token_id: note })
    }

    pub(crate) fn approve(&mut self, from: [u8; 20], to: [u8; 20], note: Word) {
        let msg = ExecuteMsg::Approve { spender: human(&to), token_id: note, expires: None };
        self.execute(&from, &msg).unwrap();
    }

    pub(crate) fn owner_of(&mut self, note: Word) -> Outcome<String> {
        let msg = QueryMsg::OwnerOf { token_id: note, include_expired: None };
        self.query::<serde_json::Value>(&msg).map(|answer| answer["owner"].as_str().unwrap().to_owned())
    }

    pub(crate) fn receipt(&mut self, nullifier: Word) -> Receipt {
        self.query(&QueryMsg::Receipt { nullifier }).unwrap()
    }

    pub(crate) fn receipt_of(&mut self, note: Word) -> Outcome<Receipt> {
        self.query(&QueryMsg::ReceiptOf { note })
    }

    pub(crate) fn state_of(&mut self, note: Word) -> State {
        self.query(&QueryMsg::StateOf { note }).unwrap()
    }

    pub(crate) fn counters(&mut self) -> Counters {
        self.query(&QueryMsg::Roots {}).unwrap()
    }

    /// Publishes the root of a submission for some days around its as-of day; from today on, if it revokes the earlier ones.
    pub(crate) fn publish(&mut self, submission: &Submission, revoke_earlier: bool) {
        let as_of = u64::from(submission.as_of.get());
        let first = if revoke_earlier { self.now / DAY } else { as_of - 15 };
        self.publish_root(submission.registry_root, first, as_of + 15, revoke_earlier).unwrap();
    }

    /// Publishes a root for the as-of days from `first` to `last`, as the next one; its tree knows the revocations that the newest one's does, or one
    /// more.
    pub(crate) fn publish_root(
        &mut self,
        root: Word,
        first: u64,
        last: u64,
        revoke_earlier: bool,
    ) -> Outcome {
        let counters = self.counters();
        let revocations = counters.revocations + u64::from(revoke_earlier);
        self.publish_tree(root, [first, last], revocations, counters.latest_sequence)
    }

    /// Publishes a root for these days, with the number of revocations that its tree knows, to follow that number.
    pub(crate) fn publish_tree(
        &mut self,
        root: Word,
        days: [u64; 2],
        revocations: u64,
        after: u64,
    ) -> Outcome {
        let [first_day, last_day] = days.map(day);
        let msg =
            ExecuteMsg::PublishRoot { root, first_day, last_day, revocations, expected_sequence: after };
        self.execute(&REGISTRAR, &msg)
    }

    pub(crate) fn is_live(&mut self, root: u64, on: u64) -> bool {
        self.query(&QueryMsg::IsRootLive { root: number(root), as_of: day(on) }).unwrap()
    }
}
