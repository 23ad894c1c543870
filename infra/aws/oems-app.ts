import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { createOemsStack } from './oems-stack.ts';
import type { DeployOptions } from './stage.ts';

interface AppOptions {
  readonly distDir: string;
  readonly outdir: string;
  readonly options: DeployOptions;
}

/**
 * The app, with three checks of the template: the AwsSolutions and Serverless rules of cdk-nag, and the CloudFormation
 * schemas of CDK. `synth` sets the exit code of the process for every finding that is not acknowledged.
 */
export function createOemsApp({ distDir, outdir, options }: AppOptions): App {
  const app = new App({
    outdir,
    analyticsReporting: false,
    context: { '@aws-cdk/core:validateAgainstDefaultRules': true },
  });
  createOemsStack(app, options, distDir);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  return app;
}
