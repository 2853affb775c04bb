//! The main job, twice in the same folder.

use crate::world::World;

#[test]
fn quickstart_holds_and_can_be_run_again() {
    let world = World::empty();
    for _ in 0..2 {
        let story = world.run(&["quickstart"]).done();
        let proved = story["proved"].as_array().unwrap();
        assert_eq!(proved.len(), 8);
        assert_eq!(story["financed_again"]["nullifier"], proved[0]["nullifier"]);
        assert_ne!(story["financed_again"]["note"], proved[0]["note"]);
        assert_eq!(story["refused"][1]["code"], "invoice/acknowledgement-signature");
        let base = &story["borrowing_base"];
        assert_eq!(
            (base["lines"].as_u64(), base["refused"].as_str()),
            (Some(9), Some("collateral/insufficient"))
        );
        let page = std::fs::read_to_string(world.path(base["certificate"].as_str().unwrap())).unwrap();
        assert!(page.contains(base["exposure"].as_str().unwrap()) && page.contains("<svg"));
        let pool = &story["pool"];
        let expected: serde_json::Value =
            serde_json::from_str(&world.read("covenant-quickstart/pool/expected.json")).unwrap();
        assert_eq!((&pool["loans"], &pool["net_asset_value"]), (&64.into(), &expected["nav"]));
        assert!(world.path(pool["report"].as_str().unwrap()).is_file());
        for command in story["try_next"].as_array().unwrap() {
            let line = command.as_str().unwrap().split("    (").next().unwrap();
            if line.contains("jobs list") {
                continue;
            }
            let words: Vec<&str> = line.split_whitespace().skip(1).collect();
            let done = world.plain(&words);
            assert_eq!(done.code, Some(0), "{line}");
            if line.contains("--vault") {
                assert!(done.out.contains("All 9 lines are traced"), "{}", done.out);
            }
        }
    }
}

#[test]
fn quickstart_leaves_other_folders_alone() {
    let world = World::new();
    world.home(&["quickstart"]).refused(3, "quickstart/other-home");
    world.run(&["quickstart", "--home", "."]).refused(3, "home/not-empty");
}
