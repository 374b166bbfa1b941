import { Section, Time } from "../ui";
import { attemptWords, type Attempt, type Post } from "./shapes";

/** Every time the post was handed to LinkedIn, and what LinkedIn said. */
export function Receipt({ post }: { post: Post }) {
  if (post.attempts.length === 0) return null;
  return (
    <Section title="Receipt">
      <ol className="receipt">
        {post.attempts.map((attempt) => (
          <li key={attempt.number}>
            <p>
              <b>Attempt {attempt.number}</b> {attemptWords[attempt.state]}
              {said(attempt) && <span className="t3"> · {said(attempt)}</span>}
            </p>
            {attempt.twin && (
              <p className="small">
                LinkedIn took it for a copy of{" "}
                <a href={attempt.twin} target="_blank" rel="noopener noreferrer">
                  this post
                </a>
                .
              </p>
            )}
            <p className="small t3">
              <Time at={attempt.sentAt} full />
              {attempt.httpStatus ? ` · status ${attempt.httpStatus}` : ""}
            </p>
            {attempt.requestId && (
              <p className="small t3">
                LinkedIn's number <code>{attempt.requestId}</code>
              </p>
            )}
            <p className="small t3">
              Text sent, as a hash <code>{attempt.digest.slice(0, 16)}</code>
            </p>
          </li>
        ))}
      </ol>
      {post.askedBy && <p className="small t3 told">Told to go out by {post.askedBy}.</p>}
    </Section>
  );
}

/** LinkedIn's word, or how it was settled, where that says more than the state. */
function said(attempt: Attempt) {
  const words = attempt.outcome.replace(/[-_]/g, " ").toLowerCase();
  return words === attemptWords[attempt.state] ? "" : words;
}
