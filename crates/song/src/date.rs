//! Dates for `%{today}`: the `strftime` conversions, in English.

use std::fmt::Write;

use time::OffsetDateTime;

const WEEKDAYS: [&str; 7] = [
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Writes the moment `seconds` after 1970 in `format`; unknown conversions stay as they are.
pub fn format_date(format: &str, seconds: i64) -> String {
    let moment = Moment::new(seconds);
    let mut text = String::with_capacity(format.len() + 16);
    let mut characters = format.chars();
    while let Some(c) = characters.next() {
        if c != '%' {
            text.push(c);
            continue;
        }
        let Some(conversion) = characters.next() else {
            text.push('%');
            break;
        };
        moment.write(conversion, &mut text);
    }
    text
}

struct Moment {
    seconds: i64,
    year: i32,
    /// 0 to 11.
    month: usize,
    day: u8,
    /// 0 is Sunday.
    weekday: usize,
    /// 1 to 366.
    year_day: u16,
    hour: u8,
    minute: u8,
    second: u8,
}

impl Moment {
    fn new(seconds: i64) -> Self {
        // Before and after ten thousand years a date is a mistake; then it is the beginning of time.
        let date = OffsetDateTime::from_unix_timestamp(seconds);
        let date = date.unwrap_or(OffsetDateTime::UNIX_EPOCH);
        Moment {
            seconds,
            year: date.year(),
            month: usize::from(u8::from(date.month()) - 1),
            day: date.day(),
            weekday: usize::from(date.weekday().number_days_from_sunday()),
            year_day: date.ordinal(),
            hour: date.hour(),
            minute: date.minute(),
            second: date.second(),
        }
    }

    fn write(&self, conversion: char, text: &mut String) {
        let weekday = WEEKDAYS.get(self.weekday).copied().unwrap_or_default();
        let month = MONTHS.get(self.month).copied().unwrap_or_default();
        let hour12 = (self.hour + 11) % 12 + 1;
        let (month_number, year2) = (self.month + 1, self.year.rem_euclid(100));
        // Writing to a string cannot fail.
        let _ = match conversion {
            'A' => text.write_str(weekday),
            'a' => text.write_str(weekday.get(..3).unwrap_or_default()),
            'B' => text.write_str(month),
            'b' | 'h' => text.write_str(month.get(..3).unwrap_or_default()),
            'Y' => write!(text, "{}", self.year),
            'y' => write!(text, "{year2:02}"),
            'C' => write!(text, "{:02}", self.year.div_euclid(100)),
            'm' => write!(text, "{month_number:02}"),
            'd' => write!(text, "{:02}", self.day),
            'e' => write!(text, "{:2}", self.day),
            'j' => write!(text, "{:03}", self.year_day),
            'H' => write!(text, "{:02}", self.hour),
            'k' => write!(text, "{:2}", self.hour),
            'I' => write!(text, "{hour12:02}"),
            'l' => write!(text, "{hour12:2}"),
            'M' => write!(text, "{:02}", self.minute),
            'S' => write!(text, "{:02}", self.second),
            's' => write!(text, "{}", self.seconds),
            'p' => text.write_str(if self.hour < 12 { "AM" } else { "PM" }),
            'P' => text.write_str(if self.hour < 12 { "am" } else { "pm" }),
            'u' => write!(text, "{}", (self.weekday + 6) % 7 + 1),
            'w' => write!(text, "{}", self.weekday),
            'F' => self.write_all("%Y-%m-%d", text),
            'D' | 'x' => self.write_all("%m/%d/%y", text),
            'T' | 'X' => self.write_all("%H:%M:%S", text),
            'R' => self.write_all("%H:%M", text),
            'r' => self.write_all("%I:%M:%S %p", text),
            'c' => self.write_all("%a %b %e %H:%M:%S %Y", text),
            'Z' => text.write_str("UTC"),
            'z' => text.write_str("+0000"),
            'n' => text.write_char('\n'),
            't' => text.write_char('\t'),
            '%' => text.write_char('%'),
            other => write!(text, "%{other}"),
        };
    }

    fn write_all(&self, format: &str, text: &mut String) -> std::fmt::Result {
        let mut characters = format.chars();
        while let Some(c) = characters.next() {
            match (c, characters.clone().next()) {
                ('%', Some(conversion)) => {
                    characters.next();
                    self.write(conversion, text);
                }
                _ => text.push(c),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_epoch_was_a_thursday() {
        assert_eq!(
            format_date("%A, %B %e, %Y", 0),
            "Thursday, January  1, 1970"
        );
    }

    #[test]
    fn leap_days_are_dates() {
        assert_eq!(
            format_date("%F %j %T", 951_782_400 + 3_661),
            "2000-02-29 060 01:01:01"
        );
        assert_eq!(format_date("%F %j", 1_735_603_200), "2024-12-31 366");
    }

    #[test]
    fn times_before_the_epoch_are_dates() {
        assert_eq!(format_date("%F %T", -1), "1969-12-31 23:59:59");
    }

    #[test]
    fn unknown_conversions_stay() {
        assert_eq!(format_date("100% %Q %%%", 0), "100% %Q %%");
    }
}
