import { once } from 'node:events';
import { stop as stopBundler } from 'esbuild';
import { bundleInChunks } from '../../bundle.ts';
import { banner } from './banner.ts';
import { startSandboxStack } from './sandbox-stack.ts';
import { SettingsError, settingsFromEnvironment } from './settings.ts';

/**
 * `npm start`: runs until SIGINT or SIGTERM. Bundles the functions first unless OEMS_DIST_DIR names a folder of
 * bundles.
 */
process.env.TZ = 'UTC';

try {
  const settings = settingsFromEnvironment(process.env);
  if (!process.env.OEMS_DIST_DIR) await bundleInChunks(settings.distDir).finally(stopBundler);
  const stack = await startSandboxStack(settings);
  const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  console.log(await banner(stack, settings.dataDir));
  await stopped;
  console.log('stopping');
  await stack.close();
} catch (error) {
  console.error(error instanceof SettingsError ? error.message : error);
  process.exitCode = 1;
}
