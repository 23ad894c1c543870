/**
 * `npm run -s replay -- FILE.json`: shows what the adapters make of recorded answers of the exchanges. FILE holds a list of
 * `{id, exchange, endpoint, operation?, http?, body, markets?}`; every sample becomes a line of JSON on standard output. Nothing is sent
 * anywhere. docs/operations.md describes the fields and the outcomes.
 */
import { readFile } from 'node:fs/promises';
import { readCommandLine } from '../../command-line.ts';
import { answersAlone } from './answers-alone.ts';
import { openCatalogues } from './catalogues.ts';
import { resolveByPath } from './packages-by-path.ts';
import { replaySample } from './replay-sample.ts';
import { BadSamples, type Sample, samplesIn } from './samples.ts';

const usage = 'usage: npm run -s replay -- FILE.json';

async function samplesOf(file: string | undefined): Promise<Sample[]> {
  if (file === undefined) throw new BadSamples(`no file given\n${usage}`);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new BadSamples(`${file}: cannot be read (${error.code}); give the path of a JSON file\n${usage}`);
  });
  try {
    return samplesIn(text);
  } catch (error) {
    if (error instanceof BadSamples) throw new BadSamples(`${file}: ${error.message}`);
    throw error;
  }
}

async function replayAll(samples: readonly Sample[], tell: (line: string) => void): Promise<void> {
  const catalogues = await openCatalogues();
  try {
    for (const sample of samples) tell(JSON.stringify(await replaySample(sample, catalogues)));
  } finally {
    await catalogues.close();
  }
}

const { positionals } = readCommandLine({ usage, allowsArguments: true });
// A reader such as `head` has seen enough.
process.stdout.on('error', () => process.exit());
resolveByPath('ccxt/js/');
try {
  await replayAll(await samplesOf(positionals[0]), answersAlone());
} catch (error) {
  if (!(error instanceof BadSamples)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
