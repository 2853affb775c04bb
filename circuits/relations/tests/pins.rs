//! A version's constraints do not change unseen, whatever the circuit.

use covenant_gadgets::field;
use covenant_relations::{RELATIONS, digest};
use covenant_statements::circuit;

#[test]
fn every_version_is_pinned() {
    for relation in RELATIONS {
        let cs = (relation.sample)(1).full();
        let digest = field::bytes_hex(&digest(&cs));
        let found = (cs.constraints().len(), cs.num_witness(), digest.as_str());
        let pin = relation.pin;
        let why = "a changed circuit is a new version: another id, another pin";
        assert_eq!(found, (pin.constraints, pin.witness, pin.digest), "{}: {why}", relation.info.id);
        assert_eq!(cs.num_instance(), relation.info.inputs.len() + 1, "{}", relation.info.id);
        assert_eq!(circuit(relation.info.id), Some(relation.info));
    }
}

/// Constraints and their order do not depend on the values; a proof's assignment has the values of the full synthesis.
#[test]
fn the_shape_does_not_depend_on_the_witness() {
    for relation in RELATIONS {
        let [first, second] = [1, 2].map(|seed| (relation.sample)(seed).full());
        assert!(covenant_relations::matrices(&first) == covenant_relations::matrices(&second));
        assert_eq!((relation.sample)(2).assignment(), second.assignment(), "{}", relation.info.id);
        assert_eq!(first.is_satisfied(), Ok(()), "{}", relation.info.id);
        assert_eq!((relation.sample)(1).check(), Ok(()), "{}", relation.info.id);
    }
}
