/** The one ledger names the instruments of both markets, and each market lists its own: the name itself tells the symbol of the others. */
export function symbolFromName(name: string): string {
  const [base, quote, perpetual] = name.split('-');
  if (base === undefined || quote === undefined) return name;
  return perpetual === undefined ? `${base}/${quote}` : `${base}/${quote}:${quote}`;
}
