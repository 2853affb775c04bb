//! Any bytes are a request that survives being written again, or an error; a request prints no claim.
#![no_main]

use core::fmt::Debug;

use covenant_proto::v1;
use libfuzzer_sys::fuzz_target;
use prost::Message;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(request) = v1::SubmitRequest::decode(bytes) {
        let other = v1::SubmitRequest { claim: vec![0; request.claim.len()], ..request.clone() };
        assert!(format!("{request:?}") == format!("{other:?}"));
    }
    again::<v1::CheckRequest>(bytes);
    again::<v1::SubmitRequest>(bytes);
    again::<v1::ProveRequest>(bytes);
    again::<v1::GetRequest>(bytes);
    again::<v1::WatchRequest>(bytes);
    again::<v1::CancelRequest>(bytes);
    again::<v1::ListRequest>(bytes);
    again::<v1::EvaluateRequest>(bytes);
    again::<v1::ListEntriesRequest>(bytes);
    again::<v1::ListEntriesResponse>(bytes);
});

fn again<M: Message + Default + PartialEq + Debug>(bytes: &[u8]) {
    let Ok(request) = M::decode(bytes) else { return };
    let written = request.encode_to_vec();
    assert!(M::decode(written.as_slice()).as_ref() == Ok(&request));
}
