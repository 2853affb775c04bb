//! No message prints its private bytes.

use covenant_proto::v1::{
    CheckRequest, GetInclusionProofRequest, GetInclusionProofResponse, JobResult, ListEntriesResponse,
    PrivateOutput, ProveRequest, SubmitRequest,
};

#[test]
fn private_bytes_are_not_printed() {
    let canary = b"canary".to_vec();
    let numbers = "99, 97, 110";
    let printed = [
        format!("{:?}", CheckRequest { circuit: "shown".into(), claim: canary.clone() }),
        format!(
            "{:#?}",
            SubmitRequest { circuit: "shown".into(), claim: canary.clone(), ..Default::default() }
        ),
        format!(
            "{:?}",
            ProveRequest { circuit: "shown".into(), claim: canary.clone(), ..Default::default() }
        ),
        format!(
            "{:?}",
            JobResult {
                attestation: canary.clone(),
                private_outputs: vec![PrivateOutput { name: "shown".into(), bytes: canary.clone() }],
                log_proof: canary,
            }
        ),
    ];
    for text in printed {
        assert!(text.contains("[redacted, 6 bytes]"), "{text}");
        assert!(text.contains("shown"), "{text}");
        assert!(!text.contains("canary") && !text.contains(numbers), "{text}");
    }
    let asked = format!("{:?}", GetInclusionProofRequest { identifier: "canary".into() });
    assert_eq!(asked, "GetInclusionProofRequest { identifier: [redacted, 6 bytes] }");
    let listed = ListEntriesResponse { head: Vec::new(), entries: b"canary".to_vec() };
    assert_eq!(format!("{listed:?}"), "ListEntriesResponse { head: [], entries: [redacted, 6 bytes] }");
    let found = format!("{:?}", GetInclusionProofResponse { proof: b"canary".to_vec() });
    assert_eq!(found, "GetInclusionProofResponse { proof: [redacted, 6 bytes] }");
}
