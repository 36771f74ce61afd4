use super::*;
use proptest::prelude::*;

fn prefix() -> impl Strategy<Value = Prefix> {
    prop_oneof![Just(Prefix::Si), Just(Prefix::Binary)]
}

/// Values of every size, round ones too, which are printed in large units.
fn value() -> impl Strategy<Value = u64> {
    let round = (
        0_u64..5000,
        0_u32..5,
        prop_oneof![Just(1000_u64), Just(1024)],
    )
        .prop_map(|(n, power, base)| n * base.pow(power));
    prop_oneof![any::<u64>(), 0_u64..100_000, round]
}

fn bits(text: &str, prefix: Prefix) -> u64 {
    Bits::parse(text, prefix).unwrap().0
}

fn rate(text: &str, prefix: Prefix) -> u64 {
    BitRate::parse(text, prefix).unwrap().0
}

/// Checks that `read` is refused, with a message that repeats it and contains `right`.
fn check_refused<T>(read: &str, result: Result<T, UnitError>, right: &str) {
    let message = result.err().expect(read).to_string();
    assert!(message.contains(read), "{message} should repeat {read}");
    assert!(message.contains(right), "{message} should say {right}");
}

#[test]
fn amounts_are_read_in_bits_and_bytes() {
    assert_eq!(bits("8MiB", Prefix::Si), 8 * 8 * 1024 * 1024);
    assert_eq!(bits("15Gb", Prefix::Si), 15_000_000_000);
    assert_eq!(bits("15Gb", Prefix::Binary), 15 * 1024 * 1024 * 1024);
    assert_eq!(bits("1b", Prefix::Si), 1);
    assert_eq!(bits("262144B", Prefix::Si), 2_097_152);
    assert_eq!(bits(" 1.5 kB ", Prefix::Si), 12_000);
    assert_eq!(bits("0.125Kib", Prefix::Si), 128);
    assert_eq!(bits("1Kb", Prefix::Si), bits("1kb", Prefix::Si));
    assert_eq!(bits("1Tib", Prefix::Binary), bits("1Tb", Prefix::Binary));
}

#[test]
fn rates_are_read_with_either_spelling_and_zero_needs_no_unit() {
    assert_eq!(rate("700kbps", Prefix::Si), 700_000);
    assert_eq!(rate("300kbps", Prefix::Binary), 300 * 1024);
    assert_eq!(rate("1.5\u{a0}Mb/s", Prefix::Si), 1_500_000);
    assert_eq!(rate("1MBps", Prefix::Si), 8_000_000);
    assert_eq!(rate("0", Prefix::Si), 0);
}

#[test]
fn amounts_and_rates_are_read_as_textbooks_spell_them() {
    for text in [
        "15 Gbits",
        "15 Gbit",
        "15Gb",
        "15 gigabits",
        "15 Gigabit",
        "15 GBit",
        "15 gbit",
        "F = 15 Gbits",
        "15,000 Mb",
        "15 000 Mbit",
        "15e9 bits",
        "15 × 10^9 b",
        "15·10⁹ bit",
        "1.875 GB",
        "1,875 gigabytes",
        " 30/2 Gb.",
    ] {
        let read = Bits::parse(text, Prefix::Si);
        // A comma before three digits parts thousands.
        let right = if text.starts_with("1,875") {
            15_000_000_000_000
        } else {
            15_000_000_000
        };
        assert_eq!(read, Ok(Bits(right)), "{text}");
    }
    for text in [
        "256 KB",
        "256 kB",
        "256 Kbytes",
        "256 kilobytes",
        "256 kilobyte",
        "256 KByte",
        "256 koctets",
    ] {
        assert_eq!(bits(text, Prefix::Binary), 2_097_152, "{text}");
        assert_eq!(bits(text, Prefix::Si), 2_048_000, "{text}");
    }
    for text in [
        "256 KiB",
        "256 kiB",
        "256 kibibytes",
        "256 KiBytes",
        "256 Kibyte",
    ] {
        assert_eq!(bits(text, Prefix::Si), 2_097_152, "{text}");
    }
    for text in [
        "30 Mbps",
        "30 Mbit/s",
        "30 Mbits/s",
        "30 Mb/s",
        "30 Mbits/sec",
        "30 mbps",
        "30 Mbits per second",
        "30 Mb / s",
        "30 megabits per second",
        "30 MBit/s",
        "30 mbit/s",
        "30 Mbitps",
        "30 MBITS/S",
        "u_s = 30 Mbps",
        "30 Mb/second",
        "3.75 MB/s",
        "3.75 MBps",
        "3,75 MBytes/s",
        "30000 kb/s",
        "30 000 Kbps",
        "30'000 kbps",
        "60/2 Mbps",
        "0.03 Gbps",
    ] {
        assert_eq!(rate(text, Prefix::Si), 30_000_000, "{text}");
    }
    // b is bits and B is bytes, also where K is large.
    assert_eq!(rate("1 kb/s", Prefix::Si), 1000);
    assert_eq!(rate("1 Kbps", Prefix::Si), 1000);
    assert_eq!(rate("1 KB/s", Prefix::Si), 8000);
    assert_eq!(rate("1 KBps", Prefix::Si), 8000);
    assert_eq!(rate("1 mB/s", Prefix::Si), 8_000_000);
}

#[test]
fn copied_characters_are_read_as_typed_ones() {
    let gaps = [
        "\u{a0}", "\u{202f}", "\u{2009}", "\u{2007}", "\u{200a}", "\u{3000}", "\u{200b}",
        "\u{feff}", "\u{2060}", "\u{200e}", "\t",
    ];
    for gap in gaps {
        assert_eq!(
            bits(&format!("{gap}8{gap}Mb{gap}"), Prefix::Si),
            8_000_000,
            "{gap:?}"
        );
        assert_eq!(
            rate(&format!("7{gap}500 kbps"), Prefix::Si),
            7_500_000,
            "{gap:?}"
        );
        assert_eq!(
            Seconds::parse(&format!("2{gap}h{gap}5{gap}min")),
            Ok(Seconds(7500.0)),
            "{gap:?}"
        );
    }
    assert_eq!(bits("１５Ｇｂ", Prefix::Si), 15_000_000_000);
    assert_eq!(rate("١٫٥ Mbps", Prefix::Si), 1_500_000);
    assert_eq!(rate("۳۰Mbps", Prefix::Si), 30_000_000);
    assert_eq!(Seconds::parse("１１：０６：４０"), Ok(Seconds(40_000.0)));
    for text in ["−8Mb", "－8Mb", "-8Mb"] {
        let message = Bits::parse(text, Prefix::Si).unwrap_err().to_string();
        assert!(message.contains("negative"), "{message}");
    }
    assert_eq!(whole_number("１\u{202f}０００"), Some(1000));
    assert_eq!(whole_number("18446744073709551615"), Some(u64::MAX));
    for text in ["", "1.5", "12 peers", "-3", "18446744073709551616", "x"] {
        assert_eq!(whole_number(text), None, "{text}");
    }
}

#[test]
fn times_are_read_as_people_write_them() {
    for text in [
        "40000s",
        "40 000 s",
        "40,000 seconds",
        "11:06:40",
        "11 : 06 : 40",
        "11 h 6 min 40 s",
        "11 hrs, 6 mins and 40 secs",
        "11hours 6minutes 40sec",
        "11h 6m 40s",
        "40 ks",
        "40e3 s",
        "80000/2 s",
        "D = 40000 s.",
        "40 000 000 ms",
        "0.0000000004e14 s",
    ] {
        assert_eq!(Seconds::parse(text), Ok(Seconds(40_000.0)), "{text}");
    }
    let check =
        |text: &str, seconds: f64| assert_eq!(Seconds::parse(text), Ok(Seconds(seconds)), "{text}");
    check("1 d", 86_400.0);
    check("2 days", 172_800.0);
    check("3/4 h", 2700.0);
    check("1,5 min", 90.0);
    check("0:01:30.5", 90.5);
    check("100:00:00", 360_000.0);
    // What is printed for people is read too.
    check("250 µs", 0.000_25);
    check("5 ns", 5e-9);
}

#[test]
fn a_link_without_limit_is_a_rate_of_its_own() {
    for text in [
        "unlimited",
        "Unlimited",
        " inf ",
        "∞",
        "infinity",
        "infinite",
        "INF",
        "unbounded",
        "∞ Mb/s",
        "infinite Mbps",
    ] {
        assert_eq!(BitRate::parse(text, Prefix::Si), Ok(BitRate::UNLIMITED));
        assert!(Bits::parse(text, Prefix::Si).is_err(), "{text}");
        assert!(Seconds::parse(text).is_err(), "{text}");
    }
    let unlimited = BitRate::UNLIMITED;
    assert_eq!(unlimited.text(Prefix::Binary), "unlimited");
    assert_eq!(unlimited.human(Prefix::Si), "unlimited");
    assert_eq!(unlimited.bps(), f64::INFINITY);
    assert_eq!(BitRate::measured(f64::INFINITY), unlimited);
    assert_eq!(BitRate(4).bps(), 4.0);
    // A sum with it has no limit either; a sum without has one, however large.
    let sum = |rates: &[(u64, BitRate)]| {
        let all = rates.iter().map(|(links, rate)| rate.times(*links));
        BitRate::together(all.fold(0, u128::saturating_add))
    };
    assert_eq!(sum(&[(2, BitRate(3)), (1, unlimited)]), unlimited);
    assert_eq!(sum(&[(2, BitRate(3)), (0, unlimited)]), BitRate(6));
    assert_eq!(
        sum(&[(1_000_000, BitRate(u64::MAX - 1))]),
        BitRate(u64::MAX - 1)
    );
    assert!(!BitRate::measured(1e30).is_unlimited());
}

#[test]
fn fractions_are_exact_however_long_they_are() {
    assert_eq!(rate("0.3kbps", Prefix::Si), 300);
    let zeros = "0".repeat(500);
    assert_eq!(bits(&format!("{zeros}1.{zeros}b"), Prefix::Si), 1);
    // 2^-40 has 40 decimals.
    let tiny = "0.0000000000009094947017729282379150390625Tib";
    assert_eq!(bits(tiny, Prefix::Si), 1);
    assert_eq!(bits("18446744073709551615b", Prefix::Si), u64::MAX);
    assert_eq!(bits("18446744.073709551615Tb", Prefix::Si), u64::MAX);
}

#[test]
fn what_is_no_amount_is_refused_with_what_would_be_right() {
    let check = |read: &str, right: &str| {
        check_refused(read, Bits::parse(read, Prefix::Si), right);
    };
    check("8", "8MB (bytes) or 8Mb (bits)");
    check("8M", "as in 8MiB");
    check("8mb", "8MB (bytes) or 8Mb (bits)");
    check("8KIB", "8KiB (bytes) or 8Kib (bits)");
    check("8 gb", "8GB (bytes) or 8Gb (bits)");
    check("8 parsecs", "parsecs");
    check("8Mbps", "8Mb");
    check("-8MB", "0 or more");
    check("1,5,2MB", "0.75 or 3/4");
    check("1 00MB", "7 500");
    check("1.2.3MB", "0.75");
    check("3/0MB", "3/4");
    check("1e99b", "18446744073709551615b");
    check("1/3b", "0b or 1b");
    check("5.MB", "8MiB");
    check("MB", "8MiB");
    check("", "8MiB");
    check("0.3b", "0b or 1b");
    check("1.0005kb", "1000b or 1001b");
    check("18446744073709551616b", "18446744073709551615b");
    check("99999999999TB", "18446744073709551615b");
}

#[test]
fn what_is_no_rate_is_refused_with_what_would_be_right() {
    let check = |read: &str, right: &str| {
        check_refused(read, BitRate::parse(read, Prefix::Si), right);
    };
    check("4", "4Mbps");
    check("4 MBPS", "4Mbps (bits) or 4MBps (bytes)");
    check("4 KB/S", "4kbps (bits) or 4kBps (bytes)");
    check("4 mb/s", "4Mbps (bits) or 4MBps (bytes)");
    check("4Mb", "4Mbps");
    check("4Mbit", "4Mbps");
    check("4 Mb/min", "unlimited");
    check("inf s", "4Mbps");
    check("99999999999Tbps", "18446744073709551614bps");
    check("18446744073709551615bps", "18446744073709551614bps");
}

#[test]
fn times_are_read_and_printed_exactly() {
    let check = |read: &str, seconds: f64, text: &str| {
        assert_eq!(Seconds::parse(read), Ok(Seconds(seconds)));
        assert_eq!(Seconds(seconds).text(), text);
    };
    check("10s", 10.0, "10s");
    check("500ms", 0.5, "0.5s");
    check("0.3ms", 0.0003, "0.0003s");
    check("2 min", 120.0, "120s");
    check("1h", 3600.0, "3600s");
    assert_eq!(Seconds(-0.0).text(), "0s");
}

#[test]
fn what_is_no_time_is_refused_with_what_would_be_right() {
    let check = |read: &str, right: &str| check_refused(read, Seconds::parse(read), right);
    check("10", "10s");
    check("-1s", "0 or more");
    check("1,5,2s", "0.75");
    check("10m", "min");
    check("10 Ms", "min");
    check("5min 2h", "2 h 5 min");
    check("2h 5", "5s");
    // It could be either, so that it is asked.
    check("1:30", "0:01:30 for minutes and seconds, or 1:30:00");
    check("1:60:00", "11:06:40");
    check("1:2:3:4", "11:06:40");
    check("1:5:00", "11:06:40");
    check("-1:05:00", "0 or more");
    check("infs", "10s");
    let endless = "9".repeat(400) + "s";
    let message = Seconds::parse(&endless).unwrap_err().to_string();
    assert!(message.contains("too large"), "{message}");
}

#[test]
fn percentages_are_read_and_printed_exactly() {
    let check = |read: &str, share: f64, text: &str| {
        assert_eq!(Share::parse(read), Ok(Share(share)), "{read}");
        assert_eq!(Share(share).text(), text);
    };
    check("7%", 0.07, "7%");
    check("6.5 %", 0.065, "6.5%");
    check("０,２５％", 0.0025, "0.25%");
    check("7 percent", 0.07, "7%");
    check("0", 0.0, "0%");
    check("50 Per cent", 0.5, "50%");
    check("100%", 1.0, "100%");
    check("1e-3%", 0.00001, "0.001%");
    assert_eq!(Share(-0.0).text(), "0%");
    assert_eq!(BitRate(1000).without(Share(0.5)), 500.0);
    assert_eq!(BitRate::UNLIMITED.without(Share(0.5)), f64::INFINITY);
}

#[test]
fn what_is_no_percentage_is_refused_with_what_would_be_right() {
    let check = |read: &str, right: &str| check_refused(read, Share::parse(read), right);
    check("7", "write 7%");
    // It could be either, so that it is asked.
    check("0.07", "write 0.07% or 7%");
    check("-7%", "0 or more");
    check("7s", "%, as in 7%");
    check("101%", "largest value is 100%");
}

#[test]
fn texts_are_the_shortest_natural_ones() {
    let check = |value: u64, prefix: Prefix, text: &str| {
        assert_eq!(Bits(value).text(prefix), text);
    };
    check(67_108_864, Prefix::Si, "8MiB");
    check(2_097_152, Prefix::Si, "256KiB");
    check(8_192_000, Prefix::Si, "1000KiB");
    check(15_000_000_000, Prefix::Si, "15Gb");
    check(2_000_000_000_000, Prefix::Si, "2Tb");
    check(8_000_000, Prefix::Si, "8Mb");
    check(8193, Prefix::Si, "8193b");
    check(0, Prefix::Si, "0b");
    check(67_108_864, Prefix::Binary, "8MB");
    check(15 << 30, Prefix::Binary, "15Gb");

    let check = |value: u64, prefix: Prefix, text: &str| {
        assert_eq!(BitRate(value).text(prefix), text);
    };
    check(1_500_000, Prefix::Si, "1.5Mbps");
    check(300_000, Prefix::Si, "300kbps");
    check(2_048_000, Prefix::Si, "2048kbps");
    check(30 << 20, Prefix::Si, "30Mibps");
    check(30 << 20, Prefix::Binary, "30Mbps");
    check(4_000_000, Prefix::Binary, "4000000bps");
    check(0, Prefix::Binary, "0");
}

#[test]
fn people_read_three_digits_where_a_value_is_not_exact() {
    let check = |value: u64, text: &str| {
        assert_eq!(Bits(value).human(Prefix::Si).replace('\u{a0}', " "), text);
    };
    check(67_108_864, "8 MiB");
    check(67_108_865, "67.1 Mb");
    check(999_999_999, "1.00 Gb");
    check((12_345_678 << 13) + (1 << 13), "11.8 GiB");
    check(u64::MAX, "18446744 Tb");
    check(0, "0 b");
    assert_eq!(BitRate(4_000_000).human(Prefix::Si), "4\u{a0}Mb/s");
    assert_eq!(BitRate(1_234_567).human(Prefix::Si), "1.23\u{a0}Mb/s");
    assert_eq!(BitRate(1_130_000).human(Prefix::Si), "1.13\u{a0}Mb/s");
    assert_eq!(BitRate(75_908).human(Prefix::Si), "75.9\u{a0}kb/s");
    assert_eq!(BitRate(700_000).human(Prefix::Si), "700\u{a0}kb/s");
    assert_eq!(BitRate(0).human(Prefix::Si), "0\u{a0}b/s");
}

#[test]
fn an_amount_can_be_divided_by_a_rate() {
    let check = |bits, prefix, text: &str| {
        let human = Bits(bits).human_in_bits(prefix);
        assert_eq!(human.replace('\u{a0}', " "), text);
    };
    check(8 * 8 * 1024 * 1024, Prefix::Si, "67.1 Mb");
    check(15_000_000_000, Prefix::Si, "15 Gb");
    check(1, Prefix::Si, "1 b");
    check(15 * 1024 * 1024 * 1024, Prefix::Binary, "15 Gb");
    assert!(!Bits(u64::MAX).human_in_bits(Prefix::Si).is_empty());
}

#[test]
fn measured_rates_have_three_digits() {
    let check = |bps: f64, rate| assert_eq!(BitRate::measured(bps), BitRate(rate), "{bps}");
    check(0.0, 0);
    check(-1.0, 0);
    check(f64::NAN, 0);
    check(7.4, 7);
    check(999.0, 999);
    check(75_908.0, 75_900);
    check(75_950.0, 76_000);
    check(999_999.0, 1_000_000);
    assert!(rounded(u64::MAX) > 1 << 63);
}

#[test]
fn people_read_times_without_powers_of_ten() {
    let check = |seconds: f64, text: &str| {
        let human = Seconds(seconds)
            .human()
            .replace(['\u{a0}', '\u{202f}'], " ");
        assert_eq!(human, text);
    };
    check(50.331_648, "50.3 s");
    check(201.326_592, "201 s");
    check(7500.0, "7 500 s");
    check(512_000.0, "512 000 s");
    check(10.0, "10 s");
    check(10.000_001, "10.0 s");
    check(99.99, "100 s");
    check(9.999, "10.0 s");
    check(0.5, "0.5 s");
    check(0.012, "12 ms");
    check(1e-9, "1 ns");
    check(1e-20, "< 0.001 ns");
    check(0.0, "0 s");
    check(f64::INFINITY, "∞");
}

#[test]
fn people_read_long_times_in_larger_units_too() {
    let check = |seconds: f64, text: &str| {
        let human = Seconds(seconds).human_long();
        assert_eq!(human.replace(['\u{a0}', '\u{202f}'], " "), text);
    };
    check(7500.0, "7 500 s (2 h 5 min)");
    check(25_904.0, "25 904 s (≈ 7 h 12 min)");
    check(7200.0, "7 200 s (2 h)");
    check(201.0, "201 s (3 min 21 s)");
    check(201.326_592, "201 s (≈ 3 min 21 s)");
    check(512_000.0, "512 000 s (≈ 5 d 22 h)");
    check(3599.9, "3 600 s (≈ 1 h)");
    check(86_399.0, "86 399 s (≈ 1 d)");
    check(119.0, "119 s");
    check(0.0, "0 s");
    check(f64::INFINITY, "∞");
}

proptest! {
    #[test]
    fn amounts_and_rates_survive_their_text(value in value(), prefix in prefix()) {
        prop_assert_eq!(Bits::parse(&Bits(value).text(prefix), prefix), Ok(Bits(value)));
        prop_assert_eq!(BitRate::parse(&BitRate(value).text(prefix), prefix), Ok(BitRate(value)));
    }

    #[test]
    fn times_survive_their_text(seconds in 0.0..f64::MAX, small in 0.0..1e4_f64) {
        for seconds in [Seconds(seconds), Seconds(small)] {
            prop_assert_eq!(Seconds::parse(&seconds.text()), Ok(seconds));
        }
    }

    #[test]
    fn percentages_survive_their_text(share in prop_oneof![0.0..=1.0, 0.0..1e-6_f64]) {
        prop_assert_eq!(Share::parse(&Share(share).text()), Ok(Share(share)));
    }

    #[test]
    fn no_text_breaks_the_parsers(
        text in prop_oneof!["\\PC*", "[-0-9., kKMGTibBps/]{0,30}", "[0-9]{1,60}[.]?[0-9]{0,60}[kKMGT]i?[bB](ps)?"],
        prefix in prefix(),
    ) {
        // What is read must be printed and read the same; what is refused must be explained.
        match Bits::parse(&text, prefix) {
            Ok(bits) => prop_assert_eq!(Bits::parse(&bits.text(prefix), prefix), Ok(bits)),
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
        let _ = BitRate::parse(&text, prefix);
        let _ = Seconds::parse(&text);
        let _ = Share::parse(&text);
    }

    #[test]
    fn people_never_read_powers_of_ten_or_long_numbers(value in value(), prefix in prefix(), seconds: f64) {
        for human in [Bits(value).human(prefix), BitRate(value).human(prefix)] {
            let Some((number, _)) = human.split_once('\u{a0}') else {
                prop_assert_eq!(human, "unlimited");
                continue;
            };
            prop_assert!(number.len() <= 8, "{}", human);
        }
        prop_assert!(!Seconds(seconds).human().contains('e'));
    }
}
