/** A repeated call that could not read the journal says so: it knows what it has sent itself, and not what an earlier call under its name has. */
export function speaksOfItself(body: object): boolean {
  return JSON.stringify(body).includes('an earlier call under the name may');
}
