/**
 * `node infra/aws/app.ts`: bundles the functions and writes the CloudFormation template of a stage. cdk.json names this file. The CDK command
 * gives no arguments, so the stage is in OEMS_STAGE there.
 */
import { relative } from 'node:path';
import type { CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';
import { stop as stopBundler } from 'esbuild';
import { bundle } from '../bundle.ts';
import { readCommandLine } from '../command-line.ts';
import { createOemsApp } from './oems-app.ts';
import { readStage, StageError } from './stage.ts';
import { regionIn, weaknesses } from './weaknesses.ts';

const USAGE = `usage: npm run synth -- STAGE

Bundles the functions and writes the CloudFormation template to cdk.out, without a network. About ten seconds. The options are in
infra/stages/STAGE.json; docs/deploy.md lists them. Commands of CDK read the stage from OEMS_STAGE.
`;
/** The CDK command names the folder, and reads or pipes the output. */
const isOfCdk = process.env.CDK_OUTDIR !== undefined;
const outdir = process.env.CDK_OUTDIR ?? 'cdk.out';

try {
  const options = readStage(stageOfCommand());
  for (const line of weaknesses(options, regionIn(process.env))) console.error(line);
  if (!isOfCdk) console.log('bundling the functions …');
  await bundle('dist').finally(stopBundler);
  if (!isOfCdk) console.log('synthesizing …');
  const { stacks } = createOemsApp({ distDir: 'dist', outdir, options }).synth();
  if (!isOfCdk) for (const stack of stacks) console.log(written(stack));
} catch (error) {
  console.error(error instanceof StageError ? error.message : error);
  process.exitCode = 1;
}

function written({ stackName, template, templateFullPath }: CloudFormationStackArtifact): string {
  const resources = Object.keys(template.Resources).length;
  return `${stackName}: ${resources} resources in ${relative('.', templateFullPath)}; no finding of cdk-nag`;
}

function stageOfCommand(): string | undefined {
  const { positionals } = readCommandLine({ usage: USAGE, allowsArguments: true });
  if (positionals.length > 1) throw new StageError(`one stage at a time, not ${positionals.join(' ')}`);
  return positionals[0] ?? process.env.OEMS_STAGE;
}
