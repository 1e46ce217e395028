//! Networks: addresses with a prefix.

use super::*;
use crate::spec::ip::next;

proptest! {
    #![proptest_config(settings(1000))]

    #[test]
    fn a_network_reads_as_it_is_written(cidr in cidr()) {
        prop_assert_eq!(Cidr::parse(&cidr.to_string()), Some(cidr));
    }

    #[test]
    fn text_that_is_accepted_means_the_same_written_again(
        text in prop_oneof!["[0-9a-f:.]{0,12}/[0-9]{0,3}", "[0-9]{1,3}(\\.[0-9]{1,3}){3}/[0-9]{1,2}", ".{0,12}"]
    ) {
        if let Some(cidr) = Cidr::parse(&text) {
            prop_assert_eq!(Cidr::parse(&cidr.to_string()), Some(cidr));
        }
    }

    #[test]
    fn an_ipv4_network_in_ipv6_form_is_the_same_network(ip in any::<[u8; 4]>(), prefix in 0..=32_u8) {
        let plain = Cidr { ip: IpAddr::from(ip), prefix };
        let mapped = format!("::ffff:{}/{}", plain.ip, 96 + prefix);
        prop_assert_eq!(Cidr::parse(&mapped), Some(plain));
    }

    #[test]
    fn a_network_lies_between_its_first_and_last_address(cidr in cidr(), other in address()) {
        let (first, last) = (cidr.network(), cidr.last());
        let inside = number(first) <= number(other) && number(other) <= number(last);
        prop_assert_eq!(cidr.contains(other), inside && other.is_ipv6() == cidr.ip.is_ipv6());
        prop_assert!(cidr.contains(first) && cidr.contains(cidr.ip) && cidr.contains(last));
        prop_assert!(next(last).is_none_or(|it| !cidr.contains(it)));
        let bits = if cidr.ip.is_ipv6() { 128 } else { 32 };
        let size = 1_u128.checked_shl(bits - u32::from(cidr.prefix));
        prop_assert_eq!((number(last) - number(first)).checked_add(1), size);
        let again = Cidr { ip: first, ..cidr };
        prop_assert_eq!((again.network(), again.last()), (first, last));
    }
}
