import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { openapi } from '../lib/contract/openapi.ts';
import { readCommandLine } from './command-line.ts';

const { values } = readCommandLine({
  usage: `
usage: npm run openapi [-- --out FILE] [--no-lint]

Writes the API as OpenAPI 3.1 and holds the document against the rules of Redocly and Spectral. Ends with status 1 where a rule is broken.

  --out FILE   the document; default: dist/openapi.json
  --no-lint    writes the document alone`,
  options: { out: { type: 'string' }, 'no-lint': { type: 'boolean' } },
});
const { out = 'dist/openapi.json' } = values;
await mkdir(dirname(out), { recursive: true });
await writeFile(out, JSON.stringify(openapi(), null, 2));
for (const linter of values['no-lint'] ? [] : ['redocly', 'spectral']) {
  const { status } = spawnSync(linter, ['lint', out], { stdio: 'inherit' });
  if (status !== 0) process.exit(1);
}
