import { once } from 'node:events';
import { resolve } from 'node:path';
import { banner } from '../stack/banner.ts';
import { startSandboxStack } from '../stack/sandbox-stack.ts';
import { SettingsError, settingsFromEnvironment } from '../stack/settings.ts';
import { readDeployment } from './read-template.ts';
import { readSynthesis } from './synthesis.ts';
import { synthesize } from './synthesize.ts';
import { startTemplateStack } from './template-stack.ts';

/**
 * `npm run start:template`: synthesizes the deployment and runs the template under the IAM policies of the template,
 * until SIGINT or SIGTERM. CDK_OUTDIR is the folder of the template; default cdk.out.
 */
process.env.TZ = 'UTC';

try {
  const settings = settingsFromEnvironment(process.env);
  const outDir = resolve(process.env.CDK_OUTDIR || 'cdk.out');
  await synthesize(outDir);
  const deployment = readDeployment(await readSynthesis(outDir));
  const stack = await startSandboxStack(settings, {}, (all) => startTemplateStack(all, deployment));
  const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  console.log(await banner(stack));
  await stopped;
  console.log('stopping');
  await stack.close();
} catch (error) {
  console.error(error instanceof SettingsError ? error.message : error);
  process.exitCode = 1;
}
