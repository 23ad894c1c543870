import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { readCommandLine } from '../../command-line.ts';
import { banner } from '../stack/banner.ts';
import { startSandboxStack } from '../stack/sandbox-stack.ts';
import { SettingsError, type StackSettings, settingsFromEnvironment } from '../stack/settings.ts';
import { readDeployment } from './read-template.ts';
import { readSynthesis } from './synthesis.ts';
import { synthesize } from './synthesize.ts';
import { startTemplateStack } from './template-stack.ts';
import { tokenShapeOf } from './tokens.ts';

/**
 * `npm run start:template`: synthesizes the deployment and runs the template under the IAM policies of the template,
 * until SIGINT or SIGTERM. CDK_OUTDIR is the folder of the template; default cdk.out.
 */
const USAGE = `usage: npm run start:template

Synthesizes the deployment into CDK_OUTDIR (default cdk.out) and runs the template on this machine, with its IAM policies enforced.
The variables are those of npm start. Ctrl-C ends the stack.
`;

process.env.TZ = 'UTC';
readCommandLine({ usage: USAGE });

try {
  const given = settingsFromEnvironment(process.env);
  const outDir = resolve(process.env.CDK_OUTDIR || 'cdk.out');
  console.log(`synthesizing into ${outDir} (about ten seconds) …`);
  await synthesize(outDir);
  const deployment = readDeployment(await readSynthesis(outDir));
  const settings = { ...withOwnFolder(given), tokenShape: tokenShapeOf(deployment) };
  const stack = await startSandboxStack(settings, {}, (all) => startTemplateStack(all, deployment));
  const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  console.log(banner({ ...settings, ...stack }));
  await stopped;
  console.log('stopping');
  await stack.close();
} catch (error) {
  console.error(error instanceof SettingsError ? error.message : error);
  process.exitCode = 1;
}

/** The tables and the simulators of the template have a folder apart from the folder of npm start. */
function withOwnFolder(settings: StackSettings): StackSettings {
  const { dataDir } = settings;
  return dataDir === undefined ? settings : { ...settings, simulatorsDir: join(dataDir, 'template-simulators') };
}
