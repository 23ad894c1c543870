/** RFC 4180, safe to open in a spreadsheet. */

/** Characters with which a formula begins in spreadsheets (owasp.org, CSV Injection), in full width too. */
const formulaStart = /^[=+\-@\t\r\n＝＋－＠]/;
const plainDecimal = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;
/** The semicolon separates fields in spreadsheets of many countries. */
const needsQuotes = /[",;\r\n]|^'/;

/** A text that could be a formula gets an apostrophe in front, which spreadsheets read as "text follows"; numbers stay as they are. */
function fieldOf(text: string): string {
  const safe = formulaStart.test(text) && !plainDecimal.test(text) ? `'${text}` : text;
  return needsQuotes.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A record with the line end; null becomes an empty field. */
export function csvLine(fields: readonly (string | null)[]): string {
  return `${fields.map((field) => (field === null ? '' : fieldOf(field))).join(',')}\r\n`;
}
