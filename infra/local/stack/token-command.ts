/** The command that prints a token for a stack, as a shell takes it: the signing key lies in the folder of the stack. */
export function tokenCommand(dataDir: string | undefined): string {
  return `${dataDir === undefined ? '' : `OEMS_DATA_DIR=${quoted(dataDir)} `}npm run -s token`;
}

function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
