import { Check, Minus, X } from "lucide-react";
import type { ReactNode } from "react";
import { CopyButton } from "../../parts/copy-button.tsx";
import { signatureWords } from "../../words/signature.ts";
import { useWords } from "../../words/use-words.ts";
import type { Steps } from "./delivery.ts";
import { escaped } from "./pretty.ts";

const signs = {
  ok: { Icon: Check, colour: "text-good" },
  bad: { Icon: X, colour: "text-danger" },
  open: { Icon: Minus, colour: "text-muted" },
} as const;
type Standing = keyof typeof signs;

/** As many digits of a signature as the collector tells of the expected one. */
const shownDigits = 8;

/** The check of a signature, step by step, and what to do where it failed. */
export function SignatureSteps({ steps }: { readonly steps: Steps }) {
  const say = useWords(signatureWords);
  const { body_bytes: n, body_sha256: hash, header, given, is_digest: isDigest } = steps;
  return (
    <ol className="flex flex-col gap-3">
      <Step title={say("bytes")} standing="ok">
        {say("bytesDetail", { n })} <Digits text={hash} />
        <CopyButton text={hash} label={say("copyHash")} />
      </Step>
      <Step title={say("header")} standing={header === null ? "open" : isDigest ? "ok" : "bad"}>
        {header === null ? (
          say("headerNone")
        ) : (
          <>
            {say("headerHas", { name: header })} <Digits text={given ?? ""} />
            {!isDigest && <p>{say("noDigest")}</p>}
          </>
        )}
      </Step>
      <Step title={say("secrets")} standing={standingOfSecrets(steps)}>
        <Secrets steps={steps} />
      </Step>
      <Step title={say("tokenStep")} standing={standingOfToken(steps)}>
        <Token steps={steps} />
      </Step>
      <Step title={say("verdict")} standing={standingOfVerdict(steps)}>
        <p className="font-medium text-ink">{say(steps.verdict)}</p>
        <Advice steps={steps} />
      </Step>
    </ol>
  );
}

interface StepProps {
  readonly title: string;
  readonly standing: Standing;
  readonly children: ReactNode;
}

function Step({ title, standing, children }: StepProps) {
  const say = useWords(signatureWords);
  const { Icon, colour } = signs[standing];
  return (
    <li className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2">
      <Icon role="img" aria-label={say(standing)} size={16} className={`mt-0.5 ${colour}`} />
      <div>
        <h3 className="font-medium">{title}</h3>
        <div className="text-[13px] text-muted">{children}</div>
      </div>
    </li>
  );
}

function Digits({ text }: { readonly text: string }) {
  return <bdi className="font-mono text-xs break-all text-ink">{escaped(text)}</bdi>;
}

function Secrets({ steps: { tried, header, given, verdict } }: { readonly steps: Steps }) {
  const say = useWords(signatureWords);
  if (verdict === "scrubbed") return say("scrubbedSecrets");
  if (tried.length === 0) return say("noSecret");
  // Two secrets may be the same, and then so is what is told of them.
  const numbered = tried.map((each, at) => ({ ...each, place: at + 1 }));
  return (
    <ul className="flex flex-col gap-1">
      {numbered.map(({ place, ending, expected_begins: begin, fits }) => (
        <li key={place} className="flex flex-wrap gap-x-2">
          <span>
            {ending === null ? say("secretShort", { place }) : say("secretNamed", { ending })}
          </span>
          <span className="font-mono text-xs">{say("expected", { begin })}</span>
          {header !== null && (
            <>
              <span className="font-mono text-xs">
                {say("given", { begin: escaped((given ?? "").slice(0, shownDigits)) })}
              </span>
              <strong className={`font-medium ${fits ? "text-good" : "text-danger"}`}>
                {say(fits ? "fits" : "fitsNot")}
              </strong>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

function Token({ steps: { token_is_set: isSet, token } }: { readonly steps: Steps }) {
  const say = useWords(signatureWords);
  if (!isSet) return say("tokenUnset");
  return token === null ? say("tokenUnknown") : say(`token_${token}`);
}

function Advice({ steps }: { readonly steps: Steps }) {
  const say = useWords(signatureWords);
  const { verdict, is_digest: isDigest, token_is_set: isSet, token } = steps;
  if (verdict === "verified" || verdict === "scrubbed") return null;
  if (verdict === "unchecked") return token === "right" ? null : <p>{say("doUnchecked")}</p>;
  if (verdict === "wrong") return <p>{say(isDigest ? "doWrong" : "doNoDigest")}</p>;
  if (token === "right" || (token === null && isSet)) return null;
  return <p>{say(isSet && token === "wrong" ? "doToken" : "doAbsent")}</p>;
}

function standingOfSecrets({ tried, header, verdict }: Steps): Standing {
  if (tried.length === 0 || header === null || verdict === "scrubbed") return "open";
  return tried.some(({ fits }) => fits) ? "ok" : "bad";
}

function standingOfToken({ token_is_set: isSet, token }: Steps): Standing {
  if (!isSet || token === null) return "open";
  return token === "right" ? "ok" : token === "wrong" ? "bad" : "open";
}

function standingOfVerdict({ verdict, token, tried, token_is_set: isSet }: Steps): Standing {
  if (verdict === "verified" || token === "right") return "ok";
  if (verdict === "scrubbed") return "open";
  // Of a stored delivery the token is not known; where nothing is set nothing is asked for.
  const isAskedFor = token !== null && (tried.length > 0 || isSet);
  return verdict === "wrong" || isAskedFor ? "bad" : "open";
}
