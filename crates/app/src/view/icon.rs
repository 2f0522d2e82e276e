use std::fmt;

macro_rules! icons {
    ($($name:ident $drawing:literal,)*) => {
        /// A drawing of 16 by 16, in the colour of the text around it. It is decoration: the words beside it, or the
        /// label of its button, say what it means.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Icon { $($name,)* }

        impl Icon {
            fn drawing(self) -> &'static str {
                match self { $(Self::$name => $drawing,)* }
            }
        }
    };
}

icons! {
    Alert r#"<path d="M8 2.2 14.3 13.300H1.700zM8 6.500v3M8 11.500v.01"/>"#,
    Analytics r#"<path d="M2.5 13.500h11M4.5 11V7.500M8 11V3M11.5 11V5.5"/>"#,
    AuditLog r#"<path d="M3.5 2.500h9v11h-9zM6 5.500h4M6 8h4M6 10.500h2"/>"#,
    Back r#"<path d="M10 3.5 5.5 8l4.5 4.5"/>"#,
    CallFlows r#"<path d="M4 2.500v5.500a2 2 0 0 0 2 2h6M9.5 7.5 12 10l-2.5 2.500M4 8v5.5"/>"#,
    Calls r#"<path d="M3.3 2.500h2.400l1.2 3-1.5 1.100a7.5 7.5 0 0 0 4 4l1.1-1.5 3 1.200v2.400c0 .5-.4.9-.9.9A10.3 10.3 0 0 1 2.4 3.400c0-.5.4-.9.9-.9z"/>"#,
    Check r#"<path d="m3 8.5 3.2 3.200L13 4.5"/>"#,
    Close r#"<path d="m4 4 8 8M12 4l-8 8"/>"#,
    Conversations r#"<path d="M2.5 3.500h11V11H7.500l-3 2.500V11h-2z"/>"#,
    Dashboard r#"<path d="M2.5 2.500h4.500v6h-4.500zM9 2.500h4.500v3.500H9zM2.5 10.500h4.500v3h-4.500zM9 8h4.500v5.500H9z"/>"#,
    Device r#"<path d="M2 3.500h12v7.500H2zM6 13.500h4M8 11v2.5"/>"#,
    Down r#"<path d="m4 6 4 4 4-4"/>"#,
    Edit r#"<path d="m3 13 .6-2.6 7.3-7.300a1.2 1.2 0 0 1 1.7 0l.3.3a1.2 1.2 0 0 1 0 1.700L5.6 12.400z"/>"#,
    Eye r#"<path d="M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8z"/><circle cx="8" cy="8" r="2"/>"#,
    Filter r#"<path d="M2.5 4.500h11M4.5 8h7M6.5 11.500h3"/>"#,
    Group r#"<path d="M2 4.500a1 1 0 0 1 1-1h3l1.5 1.500H13a1 1 0 0 1 1 1V12a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1z"/>"#,
    Info r#"<circle cx="8" cy="8" r="6"/><path d="M8 7.300V11M8 5v.01"/>"#,
    Key r#"<circle cx="5.3" cy="10.7" r="2.8"/><path d="m7.3 8.7 6-6M11 5l2 2"/>"#,
    Menu r#"<path d="M2.5 4.500h11M2.5 8h11M2.5 11.500h11"/>"#,
    More r#"<path d="M3.500 8v.01M8 8v.01M12.500 8v.01" stroke-width="2.500"/>"#,
    Next r#"<path d="M6 3.5 10.5 8 6 12.5"/>"#,
    Numbers r#"<path d="M6.3 2.5 5 13.500M11 2.5 9.7 13.500M2.5 5.800h11M2.5 10.200h11"/>"#,
    Out r#"<path d="M6.5 2.500h-4v11h4M10 5l3 3-3 3M13 8H6"/>"#,
    Play r#"<path d="M5 3.200v9.600L12.5 8z"/>"#,
    Plus r#"<path d="M8 3v10M3 8h10"/>"#,
    Search r#"<circle cx="7" cy="7" r="4.3"/><path d="m10.2 10.2 3.3 3.3"/>"#,
    Send r#"<path d="M13.500 2.500 7 9M13.500 2.500 9.300 13.500 7 9 2.500 6.700z"/>"#,
    Settings r#"<path d="M2 4.500h6M12 4.500h2M2 11.500h2M8 11.500h6"/><circle cx="10" cy="4.5" r="2"/><circle cx="6" cy="11.5" r="2"/>"#,
    Trash r#"<path d="M2.5 4.500h11M6 4.500v-2h4v2M4 4.500l.6 9h6.800l.6-9"/>"#,
    Up r#"<path d="m4 10 4-4 4 4"/>"#,
    Updown r#"<path d="m5 6 3-3 3 3M5 10l3 3 3-3"/>"#,
    Users r#"<circle cx="6" cy="5.3" r="2.5"/><path d="M1.7 13.200c.2-2.5 2-3.9 4.3-3.900s4.1 1.4 4.3 3.900M10.8 3.100a2.4 2.4 0 0 1 0 4.400M12 9.700c1.3.5 2.1 1.7 2.3 3.5"/>"#,
}

impl fmt::Display for Icon {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, r#"<svg class="icon" viewBox="0 0 16 16" aria-hidden="true">{}</svg>"#, self.drawing())
    }
}

impl askama::filters::HtmlSafe for Icon {}
