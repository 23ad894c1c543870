/**
 * `node infra/aws/app.ts`: bundles the functions and writes the CloudFormation template. cdk.json names this file. The CDK command gives options
 * in the environment, so arguments are a mistake.
 */
import { stop as stopBundler } from 'esbuild';
import { bundle } from '../bundle.ts';
import { ContextError } from './context.ts';
import { createOemsApp } from './oems-app.ts';

try {
  const [argument] = process.argv.slice(2);
  if (argument !== undefined)
    throw new ContextError(
      `${argument}: npm run synth takes no arguments; options go to npx cdk synth --context NAME=VALUE`,
    );
  await bundle('dist').finally(stopBundler);
  createOemsApp({ distDir: 'dist', outdir: process.env.CDK_OUTDIR ?? 'cdk.out' }).synth();
} catch (error) {
  console.error(error instanceof ContextError ? error.message : error);
  process.exitCode = 1;
}
