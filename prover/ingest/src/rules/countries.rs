//! Country codes that VAT numbers begin with.

/// ISO 3166-1 alpha-2, and what EN 16931's list adds: `1A` for Kosovo, `EL` for Greece, `XI` for Northern Ireland.
const CODES: &str = "1A AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS \
    BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH EL ER ES ET FI \
    FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS \
    IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO \
    MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA \
    RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT \
    TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XI YE YT ZA ZM ZW";

/// Whether a VAT number begins with a country's code, whatever its letters' case and its blanks.
pub(super) fn has_prefix(number: &str) -> bool {
    let prefix: String = number.chars().filter(|c| !c.is_whitespace()).take(2).collect();
    let prefix = prefix.to_ascii_uppercase();
    CODES.split_ascii_whitespace().any(|code| code == prefix)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes() {
        for number in
            ["DE299000015", "be 0123.456.789", "EL123456789", "XI123456789", "D E1", "CHE-123.456.788"]
        {
            assert!(has_prefix(number), "{number}");
        }
        for number in ["", "D", "299000201", "XX1", "UK123", "EU1", "ÄT1"] {
            assert!(!has_prefix(number), "{number}");
        }
        let codes: Vec<&str> = CODES.split_ascii_whitespace().collect();
        assert!(codes.is_sorted() && codes.len() == 249 + 3);
    }
}
