/**
 * `node infra/aws/app.ts`: bundles the functions and writes the CloudFormation template. cdk.json names this file. The CDK command gives options
 * in the environment, so arguments are a mistake.
 */
import { relative } from 'node:path';
import type { CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';
import { stop as stopBundler } from 'esbuild';
import { bundle } from '../bundle.ts';
import { readCommandLine } from '../command-line.ts';
import { ContextError } from './context.ts';
import { createOemsApp } from './oems-app.ts';

const USAGE = `usage: npm run synth

Bundles the functions and writes the CloudFormation template to cdk.out, without a network. About ten seconds. Options of the deployment go
to npx cdk synth --context NAME=VALUE; docs/deploy.md lists them.
`;
/** The CDK command names the folder, and reads or pipes the output. */
const isOfCdk = process.env.CDK_OUTDIR !== undefined;

try {
  const [argument] = process.argv.slice(2);
  if (argument === '--help' || argument === '-h') readCommandLine({ usage: USAGE });
  if (argument !== undefined)
    throw new ContextError(
      `${argument}: npm run synth takes no arguments; options go to npx cdk synth --context NAME=VALUE`,
    );
  if (!isOfCdk) console.log('bundling the functions …');
  await bundle('dist').finally(stopBundler);
  if (!isOfCdk) console.log('synthesizing …');
  const { stacks } = createOemsApp({ distDir: 'dist', outdir: process.env.CDK_OUTDIR ?? 'cdk.out' }).synth();
  if (!isOfCdk) for (const stack of stacks) console.log(written(stack));
} catch (error) {
  console.error(error instanceof ContextError ? error.message : error);
  process.exitCode = 1;
}

function written({ stackName, template, templateFullPath }: CloudFormationStackArtifact): string {
  const resources = Object.keys(template.Resources).length;
  return `${stackName}: ${resources} resources in ${relative('.', templateFullPath)}; no finding of cdk-nag`;
}
