//! One yardstick for services of any age: SAIDI, SAIFI, CAIDI and their kin, each with its interval.
