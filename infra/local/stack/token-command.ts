import type { StackSettings } from './settings.ts';

/** Where the signing key of a stack lies, and the claims of its tokens. */
export interface TokensOfStack {
  readonly dataDir?: StackSettings['dataDir'] | undefined;
  readonly tokenShape?: StackSettings['tokenShape'] | undefined;
}

/** The command that prints a token for a stack, as a shell takes it: the signing key lies in the folder of the stack. */
export function tokenCommand({ dataDir, tokenShape }: TokensOfStack): string {
  const folder = dataDir === undefined ? '' : `OEMS_DATA_DIR=${quoted(dataDir)} `;
  return `${folder}npm run -s token${tokenShape === undefined ? '' : ` -- --shape ${tokenShape}`}`;
}

function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
