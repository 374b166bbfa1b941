/** How numbers and times are written, everywhere. */
export const locale = spoken();
const numbers = new Intl.NumberFormat(locale);

export const number = (value: number) => numbers.format(value).replace("-", "−");

export const percent = (part: number, whole: number) =>
  whole === 0
    ? ""
    : new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 }).format(part / whole);

export const money = (cents: number, currency: string) =>
  new Intl.NumberFormat(locale, { style: "currency", currency: currency.toUpperCase() }).format(cents / 100);

/** "1 mail", "41 mails" */
export const many = (count: number, one: string, more = `${one}s`) =>
  `${number(count)} ${count === 1 ? one : more}`;

const smallNumbers = [
  "No",
  "One",
  "Two",
  "Three",
  "Four",
  "Five",
  "Six",
  "Seven",
  "Eight",
  "Nine",
  "Ten",
  "Eleven",
  "Twelve",
];

/** At the beginning of a sentence: "Seven replies". */
export const spelled = (count: number) => smallNumbers[count] ?? number(count);

export const bytes = (count: number) => {
  const units = ["B", "KB", "MB", "GB"];
  let value = count;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: unit === 0 ? 0 : 1 }).format(value)} ${units[unit]}`;
};

// Browsers on a machine without a language name one that is none, and every number would fail.
function spoken() {
  try {
    return Intl.getCanonicalLocales(navigator.language)[0];
  } catch {
    return "en";
  }
}
