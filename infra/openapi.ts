import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { openapi } from '../lib/contract/openapi.ts';

/** `node infra/openapi.ts FILE`: writes the API as OpenAPI 3.1. */
const [, , file = 'dist/openapi.json'] = process.argv;
await mkdir(dirname(file), { recursive: true });
await writeFile(file, JSON.stringify(openapi(), null, 2));
