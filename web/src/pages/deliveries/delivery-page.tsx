import { getRouteApi, Link } from "@tanstack/react-router";
import { RotateCw } from "lucide-react";
import { keyOf, queryClient, useRead, useWrite } from "../../client/queries.ts";
import { Badge } from "../../parts/badges.tsx";
import { Button, buttonClass } from "../../parts/button.tsx";
import { useFamilyName } from "../../parts/family.tsx";
import { Page } from "../../parts/page.tsx";
import { Fact, Facts, Panel } from "../../parts/panel.tsx";
import { PlaceLink } from "../../parts/place-link.tsx";
import { ProblemState, SkeletonLines } from "../../parts/states.tsx";
import { RelativeTime } from "../../parts/time.tsx";
import { notify, notifyProblem } from "../../parts/toasts.tsx";
import { useCommands } from "../../shell/commands.ts";
import { deliveriesWords } from "../../words/deliveries.ts";
import { shellWords } from "../../words/shell.ts";
import { useWords } from "../../words/use-words.ts";
import { Body } from "./body.tsx";
import { type Delivery, signatureTones, stateTones } from "./delivery.ts";
import { escaped } from "./pretty.ts";
import { present } from "./search.ts";
import { SignatureSteps } from "./steps.tsx";

const route = getRouteApi("/deliveries/$id");
const waitMs = 1000;
const address = "GET /api/v1/deliveries/{id}";

/** One delivery: what came, how it proved itself, what became of it. */
export function DeliveryPage() {
  const say = useWords(deliveriesWords);
  const id = Number(route.useParams().id);
  const { data: delivery, error, refetch } = useDelivery(id);
  const title = say("delivery", { id: String(id) });
  if (delivery === undefined) {
    return (
      <Page title={title} actions={<Back />}>
        {error === null ? (
          <SkeletonLines />
        ) : (
          <ProblemState thrown={error} onRetry={() => void refetch()} />
        )}
      </Page>
    );
  }
  return (
    <Page
      title={title}
      actions={
        <>
          <Back />
          <Redigest id={id} />
        </>
      }
    >
      <div className="grid gap-4 px-4 pb-6 sm:px-6 xl:grid-cols-2">
        <Outcome delivery={delivery} />
        <About delivery={delivery} />
        <Check id={id} />
        <Headers headers={delivery.headers} />
        <div className="min-w-0 xl:col-span-2">
          <BodyInAddress delivery={delivery} />
        </div>
      </div>
    </Page>
  );
}

function useDelivery(id: number) {
  const first = useRead(address, { id });
  // While it waits for the digest, of which no change may tell.
  const waits = first.data?.state === "kept";
  useRead(address, { id }, waits ? { everyMs: waitMs } : {});
  return first;
}

function Back() {
  const say = useWords(deliveriesWords);
  return (
    <Link to="/deliveries" className={buttonClass("quiet")}>
      {say("back")}
    </Link>
  );
}

function Redigest({ id }: { readonly id: number }) {
  const say = useWords(deliveriesWords);
  const group = useWords(shellWords)("groupPage");
  const { mutate, isPending } = useWrite("POST /api/v1/deliveries/{id}/redigest");
  const run = (): void =>
    mutate(
      { id },
      {
        onError: notifyProblem,
        onSuccess: (renewed) => {
          queryClient.setQueryData(keyOf(address, { id }), renewed);
          notify({ title: say("redigested", { state: say(renewed.state) }) });
        },
      },
    );
  useCommands([{ title: say("redigest"), group, run }]);
  return (
    <Button onClick={run} disabled={isPending}>
      <RotateCw aria-hidden size={14} />
      {say("redigest")}
    </Button>
  );
}

function Outcome({ delivery }: { readonly delivery: Delivery }) {
  const say = useWords(deliveriesWords);
  const { state, reason, items, error_id: errorId } = delivery;
  const made = items?.flatMap((item) => item.error_id ?? []) ?? [];
  const errors = [...new Set(errorId === null ? made : [errorId, ...made])];
  const reasons = [reason, ...(items ?? []).map((item) => item.reason)];
  return (
    <Panel title={say("outcome")}>
      <Facts>
        <Fact name={say("state")}>
          <Badge tone={stateTones[state]}>{say(state)}</Badge>
        </Fact>
        {[...new Set(reasons)].map((each) =>
          each === null ? null : (
            <Fact key={each} name={say("reason")}>
              <bdi>{escaped(each)}</bdi>
            </Fact>
          ),
        )}
        <Fact name={say("errors")}>
          {errors.length === 0 && say(state === "kept" ? "waits" : "noError")}
          <ul className="flex flex-wrap gap-x-3">
            {errors.map((each) => (
              <li key={each}>
                <PlaceLink to={`/errors/${each}`}>{say("error", { id: String(each) })}</PlaceLink>
              </li>
            ))}
          </ul>
        </Fact>
      </Facts>
    </Panel>
  );
}

function About({ delivery }: { readonly delivery: Delivery }) {
  const say = useWords(deliveriesWords);
  const familyName = useFamilyName();
  const { family, resource, action, source, signature, repetitions: n } = delivery;
  const { request_id: request, last_repeated_at: repeated } = delivery;
  return (
    <Panel title={say("about")}>
      <Facts>
        <Fact name={say("received")}>
          <RelativeTime time={delivery.received_at} />
        </Fact>
        <Fact name={say("family")}>{familyName(family)}</Fact>
        <Fact name={say("kind")}>
          <bdi>{[resource, action].filter((word) => word !== "").join(" · ")}</bdi>
        </Fact>
        <Fact name={say("source")}>
          <bdi>{source}</bdi>
        </Fact>
        <Fact name={say("signature")}>
          <Badge tone={signatureTones[signature]}>{say(signature)}</Badge>
        </Fact>
        {delivery.scrubbed && (
          <Fact name={say("body")}>
            <Badge tone="neutral">{say("scrubbed")}</Badge>
          </Fact>
        )}
        {request !== null && (
          <Fact name={say("request")}>
            <bdi>{escaped(request)}</bdi>
          </Fact>
        )}
        {repeated !== null && (
          <Fact name={say("lastRepeated")}>
            <RelativeTime time={repeated} /> · {say("repetitions", { n })}
          </Fact>
        )}
      </Facts>
    </Panel>
  );
}

function Check({ id }: { readonly id: number }) {
  const say = useWords(deliveriesWords);
  const { data, error } = useRead("GET /api/v1/deliveries/{id}/signature", { id }, { live: false });
  return (
    <Panel title={say("steps")}>
      <p className="mb-3 text-[13px] text-muted">{say("checkNow")}</p>
      {data !== undefined && <SignatureSteps steps={data} />}
      {data === undefined && error === null && <SkeletonLines lines={5} />}
      {error !== null && <ProblemState thrown={error} />}
    </Panel>
  );
}

function Headers({ headers }: Pick<Delivery, "headers">) {
  const say = useWords(deliveriesWords);
  return (
    <Panel title={say("headers")}>
      {headers === null ? (
        <p className="text-muted">{say("headersDamaged")}</p>
      ) : (
        <table className="w-full text-left text-[13px]">
          <thead className="text-muted">
            <tr>
              <th className="py-1 pr-4 font-medium">{say("headerName")}</th>
              <th className="py-1 font-medium">{say("headerValue")}</th>
            </tr>
          </thead>
          <tbody>
            {Object.entries(headers).map(([name, value]) => (
              <tr key={name} className="border-t border-line align-top">
                <th scope="row" className="py-1 pr-4 font-mono text-xs font-normal">
                  <bdi>{escaped(name)}</bdi>
                </th>
                <td className="py-1 font-mono text-xs break-all">
                  <bdi>{escaped(value)}</bdi>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

function BodyInAddress({ delivery }: { readonly delivery: Delivery }) {
  const navigate = route.useNavigate();
  const { body = "pretty" } = route.useSearch();
  return (
    <Body
      delivery={delivery}
      form={body}
      onForm={(form) =>
        void navigate({
          search: present<{ body?: "raw" }>({ body: form === "raw" ? "raw" : undefined }),
          replace: true,
        })
      }
    />
  );
}
