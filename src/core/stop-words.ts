/** English words that say nothing of a text's subject, lower case; fragments are left by apostrophes. */
export const stopWords: ReadonlySet<string> = new Set(
  `
  a an the this that these those such same other others another each every either neither both all
  any some no none many much more most few fewer less least several enough own

  i me my mine myself we us our ours ourselves you your yours yourself yourselves he him his himself
  she her hers herself it its itself they them their theirs themselves one ones someone somebody
  something anyone anybody anything everyone everybody everything nobody nothing

  who whom whose which what when where why how whoever whatever whichever whenever wherever however
  whether

  am is are was were be been being do does did doing done have has had having can could may might
  must shall should will would ought cannot
  get gets got getting let lets make makes made making seem seems become becomes became

  s t d m ll re ve ain aren couldn didn doesn don hadn hasn haven isn mightn mustn needn shan shouldn
  wasn weren won wouldn

  about above across after against along among amongst around as at before behind below beneath beside
  besides between beyond by despite down during except for from in inside into like near of off on onto
  out outside over past per since through throughout till to toward towards under underneath unlike
  until unto up upon versus via vs with within without

  and but or nor so yet if else then than though although because unless while whereas whereby wherein
  also too not only just even still already again ever never always often sometimes usually very quite
  rather really almost perhaps maybe instead otherwise therefore thus hence moreover furthermore
  meanwhile nevertheless etc eg ie here there now once twice soon well away back together

  please tell explain describe mean means
  `
    .trim()
    .split(/\s+/u),
);
